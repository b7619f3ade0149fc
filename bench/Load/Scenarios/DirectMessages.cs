using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>Direct messages between pairs of users (0 and 1, 2 and 3, …), each with a connection.</summary>
internal abstract class DirectMessages(RunContext run) : Scenario, ISocketIoListener
{
    private readonly Histogram _latency = new();
    private readonly Histogram _acknowledged = new();
    private SocketIoClient[] _clients = [];
    private Outgoing[] _outgoing = [];
    private Ledger _ledger = null!;
    private long _due;
    private long _arrived;
    private long _answered;

    /// <summary>How many pairs.</summary>
    protected int Pairs { get; } = run.Options.Count("pairs");

    /// <summary>The run.</summary>
    protected RunContext Run => run;

    /// <summary>Messages that were measured.</summary>
    protected long Measured { get; private set; }

    /// <summary>How late the generator itself was at most, in microseconds; in a closed loop it cannot be.</summary>
    protected long MaxLag { get; set; }

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var users = await run.AccountsAsync(Pairs * 2, cancellationToken);
        _ledger = new Ledger(users.Length, 1, _ => 1);
        _outgoing = [.. users.Select((_, user) => Outgoing.Event(user, run.Options.Size, users[user ^ 1].Id, null, asksForAnswer: false))];
        var stored = await StoredCheck.BeginAsync(run.Api, users, cancellationToken);
        _clients = await run.ConnectAsync(users, this, cancellationToken);
        var usage = await DriveAsync(cancellationToken);
        await run.DrainAsync(() => _arrived >= _due && _answered >= _due, cancellationToken);
        await stored.EndAsync(pair => _ledger.SentBy(2 * pair) + _ledger.SentBy((2 * pair) + 1), run.Faults, cancellationToken);
        RunContext.Close(_clients);
        var report = new RunReport(run, "messages", Measured, usage)
        {
            Ledger = _ledger.Count(),
            Latencies = { ("delivered", _latency), ("acknowledged", _acknowledged) },
        };
        if (MaxLag > 0)
            report.Figures.Add(("generator_max_lag_us", MaxLag));
        return report;
    }

    /// <inheritdoc/>
    public void Event(int client, ReadOnlySpan<byte> packet)
    {
        var kind = IncomingEvents.Kind(packet);
        if (kind == Incoming.Error)
            run.Faults.Error("The server says:", packet);
        if (kind is not (Incoming.Received or Incoming.Sent) || !Marker.TryFind(packet, out var marker))
            return;
        var now = Clock.Now;
        if (kind == Incoming.Received)
            Received(client, marker, now);
        else if (marker.Sender != client)
            run.Faults.Error($"User {client} was told of a send by user {marker.Sender}.");
        else if (_ledger.Acknowledged(client, marker.Sequence))
        {
            _answered++;
            if (IsMeasured(marker.Time))
                _acknowledged.Record(now - marker.Time);
        }
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer) => run.Faults.Error("An answer that nobody asked for:", answer);

    /// <inheritdoc/>
    public void Lost(int client, string reason) => run.Faults.Close(reason);

    /// <summary>Makes the load and measures it.</summary>
    protected abstract Task<Usage> DriveAsync(CancellationToken cancellationToken);

    /// <summary>Whether a message sent at a time, and now here, counts.</summary>
    protected abstract bool IsMeasured(long time);

    /// <summary>A message has arrived.</summary>
    protected abstract void Next(int receiver, long now);

    /// <summary>Sends a message, as of a time, in a turn.</summary>
    protected void Send(int sender, long time)
    {
        _due++;
        _clients[sender].Send(_outgoing[sender].Stamped(_ledger.Take(sender), time));
    }

    private void Received(int client, Marker marker, long now)
    {
        if (marker.Sender != (client ^ 1))
        {
            run.Faults.Error($"User {client} got a message of user {marker.Sender}.");
            return;
        }

        if (_ledger.Arrived(marker.Sender, marker.Sequence, 0))
            _arrived++;
        if (IsMeasured(marker.Time))
        {
            Measured++;
            _latency.Record(now - marker.Time);
        }

        Next(client, now);
    }
}
