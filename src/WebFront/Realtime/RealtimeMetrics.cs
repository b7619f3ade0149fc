using System.Diagnostics.Metrics;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Realtime;

/// <summary>What the realtime side counts, as the meter <c>OrleansChat.Realtime</c>.</summary>
internal sealed class RealtimeMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = $"{MetricsCollector.Meters}.Realtime";

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly UpDownCounter<long> _connections;
    private readonly Counter<long> _disconnected;
    private readonly Counter<long> _turnedAway;
    private readonly Counter<long> _commands;
    private readonly Histogram<double> _commandTime;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _missed;
    private readonly Counter<long> _revoked;
    private readonly Histogram<double> _fanOut;

    /// <summary>Makes the instruments.</summary>
    public RealtimeMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(MeterName);
        _connections = _meter.CreateUpDownCounter<long>("orleanschat.realtime.connections", "{connection}", "Connections of this front, by transport.");
        _disconnected = _meter.CreateCounter<long>(
            "orleanschat.realtime.disconnected", "{connection}", "Connections that ended, by transport and reason; left is the client's own going.");
        _turnedAway = _meter.CreateCounter<long>(
            "orleanschat.realtime.turned.away", "{connection}", "Connections turned away: a bound was reached, the front stops, or the cluster did not answer.");
        _commands = _meter.CreateCounter<long>("orleanschat.realtime.commands", "{command}", "Commands of clients, by contract, name and outcome.");
        _commandTime = _meter.CreateHistogram("orleanschat.realtime.command.seconds", "s", "Time to answer a command, by contract and name.", tags: null, MetricBuckets.Seconds);
        _delivered = _meter.CreateCounter<long>("orleanschat.realtime.delivered", "{event}", "Events handed to connections.");
        _dropped = _meter.CreateCounter<long>("orleanschat.realtime.dropped", "{event}", "Events dropped because this front was behind.");
        _missed = _meter.CreateCounter<long>(
            "orleanschat.realtime.missed", "{connection}", "Connections cut because events for them were dropped, here or on the way; their clients resume.");
        _revoked = _meter.CreateCounter<long>("orleanschat.realtime.revoked", "{session}", "Sessions that this front learned have ended.");
        _fanOut = _meter.CreateHistogram(
            "orleanschat.realtime.fanout.seconds",
            "s",
            "From a message's own time, taken by its silo before the commit, until this front has handed it to connections.",
            tags: null,
            MetricBuckets.Seconds);
    }

    /// <summary>A connection is there.</summary>
    public void Connected(string transport) => _connections.Add(1, new KeyValuePair<string, object?>("transport", transport));

    /// <summary>A connection is gone.</summary>
    public void Disconnected(string transport, CloseReason? reason)
    {
        _connections.Add(-1, new KeyValuePair<string, object?>("transport", transport));
        _disconnected.Add(1, new("transport", transport), new("reason", Word(reason)));
    }

    /// <summary>A connection was not let in.</summary>
    public void TurnedAway() => _turnedAway.Add(1);

    /// <summary>A command was answered; <paramref name="name"/> is one that the contract knows, or stands for all that it does not.</summary>
    public void Commanded(string contract, string name, bool succeeded, TimeSpan took)
    {
        _commands.Add(1, new("contract", contract), new("command", name), new("outcome", succeeded ? "done" : "refused"));
        _commandTime.Record(took.TotalSeconds, new("contract", contract), new("command", name));
    }

    /// <summary>Events were handed to connections.</summary>
    public void Delivered(int connections) => _delivered.Add(connections);

    /// <summary>A message of this time was handed to connections. Clocks of two machines differ: what seems to come from the future took no time.</summary>
    public void FannedOut(DateTimeOffset createdAt) => _fanOut.Record(Math.Max(0, (_time.GetUtcNow() - createdAt).TotalSeconds));

    /// <summary>An event was dropped.</summary>
    public void Dropped(bool transient) => _dropped.Add(1, new KeyValuePair<string, object?>("transient", transient ? "true" : "false"));

    /// <summary>Connections were cut because they missed events.</summary>
    public void Missed(int connections) => _missed.Add(connections);

    /// <summary>Sessions have ended.</summary>
    public void Revoked(int sessions) => _revoked.Add(sessions);

    /// <summary>Watches what waits: for connections and in the ears.</summary>
    public void Observe(ConnectionRegistry registry, IReadOnlyList<EventRelay> ears)
    {
        _meter.CreateObservableGauge(
            "orleanschat.realtime.queued.bytes", () => QueuedBytes(registry), "By", "Bytes that wait to be written to connections, by transport.");
        _meter.CreateObservableGauge(
            "orleanschat.realtime.ear.bytes", () => ears.Sum(ear => ear.QueuedBytes), "By", "Bytes of events heard from the cluster that wait to be passed on.");
    }

    private static IEnumerable<Measurement<long>> QueuedBytes(ConnectionRegistry registry)
        => registry.Users
            .SelectMany(user => user.Connections)
            .AggregateBy(connection => connection.Transport, 0L, (sum, connection) => sum + connection.QueuedBytes)
            .Select(queued => new Measurement<long>(queued.Value, new KeyValuePair<string, object?>("transport", queued.Key)));

    private static string Word(CloseReason? reason) => reason switch
    {
        null => "left",
        CloseReason.TooSlow => "too_slow",
        CloseReason.MissedEvents => "missed_events",
        CloseReason.SessionEnded => "session_ended",
        CloseReason.GoingAway => "going_away",
        _ => "protocol_error",
    };
}
