using System.Diagnostics.Metrics;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>What admission counts, as the meter <c>OrleansChat.Overload</c>.</summary>
internal sealed class OverloadMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _shed;

    /// <summary>Makes the instruments.</summary>
    public OverloadMetrics(IMeterFactory meters)
    {
        _meter = meters.Create($"{MetricsCollector.Meters}.Overload");
        _shed = _meter.CreateCounter<long>("orleanschat.overload.shed", "{request}", "Requests and commands refused because this front was full, by kind.");
    }

    /// <summary>Something was refused; <paramref name="kind"/> is <c>request</c> or <c>command</c>, <paramref name="transient"/> whether it may be shed first.</summary>
    public void Shed(string kind, bool transient) => _shed.Add(1, new("kind", kind), new("transient", transient ? "true" : "false"));

    /// <summary>Watches how many are in flight.</summary>
    public void ObserveInFlight(Func<int> count)
        => _meter.CreateObservableGauge("orleanschat.overload.in_flight", count, "{request}", "Requests and commands that this front has with the grains.");
}
