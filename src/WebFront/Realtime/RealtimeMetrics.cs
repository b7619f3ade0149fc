using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Realtime;

/// <summary>What the realtime side counts, as the meter <c>OrleansChat.Realtime</c>.</summary>
internal sealed class RealtimeMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansChat.Realtime";

    private readonly Meter _meter;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dropped;

    /// <summary>Makes the instruments.</summary>
    public RealtimeMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _delivered = _meter.CreateCounter<long>("orleanschat.realtime.delivered", "{event}", "Events handed to connections.");
        _dropped = _meter.CreateCounter<long>("orleanschat.realtime.dropped", "{event}", "Events dropped because this front was behind.");
    }

    /// <summary>Events were handed to connections.</summary>
    public void Delivered(int connections) => _delivered.Add(connections);

    /// <summary>An event was dropped.</summary>
    public void Dropped(bool transient) => _dropped.Add(1, new KeyValuePair<string, object?>("transient", transient));

    /// <summary>Watches the number of connections.</summary>
    public void ObserveConnections(Func<int> count)
        => _meter.CreateObservableGauge("orleanschat.realtime.connections", count, "{connection}", "Connections of this front.");
}
