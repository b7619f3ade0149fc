using System.Diagnostics.Metrics;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Operations;

/// <summary>What admission control turned away because this front had enough to do, as the meter <c>OrleansChat.Admission</c>.</summary>
internal sealed class ShedMetrics
{
    private readonly Counter<long> _shed;

    /// <summary>Makes the instruments.</summary>
    public ShedMetrics(IMeterFactory meters) => _shed = meters.Create($"{MetricsCollector.Meters}.Admission").CreateCounter<long>(
        "orleanschat.shed", "{request}", "Requests and commands turned away because this front had enough to do, by transport.");

    /// <summary>A request was turned away; <paramref name="transport"/> is one of a few words: <c>http</c>, <c>realtime</c>.</summary>
    public void Refused(string transport) => _shed.Add(1, new KeyValuePair<string, object?>("transport", transport));
}
