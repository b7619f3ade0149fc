using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Scenarios;

/// <summary>
/// One conversation in which everybody sends as fast as their messages are stored: how many does it take in a second? The first members are
/// connected, hear everything and send over Socket.IO; the others send over REST, so that the fan-out does not drown what is measured.
/// </summary>
internal sealed class HotScenario(RunContext run) : Scenario, ISocketIoListener, IHttpListener
{
    private readonly int _members = run.Options.Count("members");
    private readonly int _listeners = run.Options.Count("listeners");
    private readonly Histogram _stored = new();
    private readonly Histogram _delivered = new();
    private SocketIoClient[] _clients = [];
    private HttpConnection[] _connections = [];
    private Outgoing[] _outgoing = [];
    private Ledger _ledger = null!;
    private bool _sending = true;
    private bool _measuring;
    private long _messages;
    private long _unanswered;
    private long _undelivered;

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var users = await run.AccountsAsync(_members, cancellationToken);
        var group = await run.Api.CreateGroupAsync(users, cancellationToken);
        _ledger = new Ledger(_members, _listeners, HearersOf);
        _outgoing = [.. users.Select((user, sender) => sender < _listeners
            ? Outgoing.Event(sender, run.Options.Size, null, group, asksForAnswer: true)
            : Outgoing.Request(sender, run.Options.Size, null, group, run.ApiOf(sender - _listeners), user.Token))];
        _clients = await run.ConnectAsync(users[.._listeners], this, cancellationToken);
        _connections = await run.ConnectAsync(_members - _listeners, this, cancellationToken);
        using (run.Turns.Enter())
        {
            for (var sender = 0; sender < _members; sender++)
            {
                for (var message = 0; message < (sender < _listeners ? run.Options.Count("window") : 1); message++)
                    Send(sender);
            }
        }

        var usage = await run.MeasureAsync(measuring => _measuring = measuring, cancellationToken);
        using (run.Turns.Enter())
            _sending = false;
        await run.DrainAsync(() => _unanswered == 0 && _undelivered == 0, cancellationToken);
        RunContext.Close(_clients);
        foreach (var connection in _connections)
            connection.Dispose();
        await run.Api.DeleteGroupAsync(group, users[0], cancellationToken);
        return new RunReport(run, "messages", _messages, usage)
        {
            Ledger = _ledger.Count(),
            Latencies = { ("stored", _stored), ("delivered", _delivered) },
        };
    }

    /// <inheritdoc/>
    public void Event(int client, ReadOnlySpan<byte> packet)
    {
        var kind = IncomingEvents.Kind(packet);
        if (kind == Incoming.Error)
            run.Faults.Error("The server says:", packet);
        if (kind != Incoming.Received || !Marker.TryFind(packet, out var marker) || marker.Sender == client)
            return;
        if (!_ledger.Arrived(marker.Sender, marker.Sequence, client))
            return;
        _undelivered--;
        if (_measuring)
            _delivered.Record(Clock.Now - marker.Time);
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer)
    {
        if (IncomingEvents.IsSuccess(answer) && Marker.TryFind(answer, out var marker))
            Stored(client, marker);
        else
            run.Faults.Error("A send was refused:", answer);
    }

    /// <inheritdoc/>
    public void Responded(int connection, int status, ReadOnlySpan<byte> body)
    {
        if (status == 201 && Marker.TryFind(body, out var marker))
            Stored(_listeners + connection, marker);
        else
            run.Faults.Error($"A send was answered {status}:", body);
    }

    /// <inheritdoc/>
    public void Lost(int client, string reason) => run.Faults.Close(reason);

    /// <inheritdoc/>
    public void Broken(int connection, string reason) => run.Faults.Close(reason);

    /// <summary>All listeners hear a message, but the connection that it came in on.</summary>
    private int HearersOf(int sender) => sender < _listeners ? _listeners - 1 : _listeners;

    private void Stored(int sender, Marker marker)
    {
        if (marker.Sender != sender || !_ledger.Acknowledged(sender, marker.Sequence))
            return;
        _unanswered--;
        if (_measuring)
        {
            _messages++;
            _stored.Record(Clock.Now - marker.Time);
        }

        if (_sending)
            Send(sender);
    }

    private void Send(int sender)
    {
        _unanswered++;
        _undelivered += HearersOf(sender);
        var bytes = _outgoing[sender].Stamped(_ledger.Take(sender), Clock.Now);
        if (sender < _listeners)
            _clients[sender].Send(bytes);
        else
            _connections[sender - _listeners].Send(bytes);
    }
}
