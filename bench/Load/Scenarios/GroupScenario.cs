using System.Runtime.InteropServices;
using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>One group, everybody connected, a few senders: each sends its next message when all others have one of its last. Its unit is the delivery.</summary>
internal sealed class GroupScenario(RunContext run) : Scenario, ISocketIoListener
{
    private readonly int _members = run.Options.Count("members");
    private readonly int _senders = run.Options.Count("senders");
    private readonly bool _acknowledged = !run.Options.Has("no-acks");
    private readonly Histogram _latency = new();
    private readonly Histogram _latencyOfLast = new();
    private readonly Dictionary<(int Sender, int Sequence), int> _underWay = [];
    private SocketIoClient[] _clients = [];
    private Outgoing[] _outgoing = [];
    private Ledger _ledger = null!;
    private bool _sending = true;
    private bool _measuring;
    private long _deliveries;
    private long _messages;
    private long _unanswered;

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var users = await run.AccountsAsync(_members, cancellationToken);
        var group = await run.Api.CreateGroupAsync(users, cancellationToken);
        _ledger = new Ledger(_senders, _members, _ => _members - 1);
        _outgoing = [.. Enumerable.Range(0, _senders).Select(sender => Outgoing.Event(sender, run.Options.Size, null, group, _acknowledged))];
        _clients = await run.ConnectAsync(users, this, cancellationToken);
        using (run.Turns.Enter())
        {
            for (var message = 0; message < run.Options.Count("window"); message++)
            {
                for (var sender = 0; sender < _senders; sender++)
                    Send(sender);
            }
        }

        var usage = await run.MeasureAsync(measuring => _measuring = measuring, cancellationToken);
        using (run.Turns.Enter())
            _sending = false;
        await run.DrainAsync(() => _underWay.Count == 0 && _unanswered == 0, cancellationToken);
        RunContext.Close(_clients);
        await run.Api.DeleteGroupAsync(group, users[0], cancellationToken);
        return new RunReport(run, "deliveries", _deliveries, usage)
        {
            Ledger = _ledger.Count(_acknowledged),
            Latencies = { ("delivered", _latency), ("to the last", _latencyOfLast) },
            Figures = { ("messages_per_s", _messages / usage.Seconds) },
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
        var latency = Clock.Now - marker.Time;
        if (_measuring)
        {
            _deliveries++;
            _latency.Record(latency);
        }

        ref var left = ref CollectionsMarshal.GetValueRefOrNullRef(_underWay, (marker.Sender, marker.Sequence));
        if (--left > 0)
            return;
        _underWay.Remove((marker.Sender, marker.Sequence));
        if (_measuring)
        {
            _messages++;
            _latencyOfLast.Record(latency);
        }

        if (_sending)
            Send(marker.Sender);
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer)
    {
        if (!IncomingEvents.IsSuccess(answer))
            run.Faults.Error("A send was refused:", answer);
        else if (_ledger.Acknowledged(client, (int)id))
            _unanswered--;
    }

    /// <inheritdoc/>
    public void Lost(int client, string reason) => run.Faults.Close(reason);

    private void Send(int sender)
    {
        var sequence = _ledger.Take(sender);
        _underWay[(sender, sequence)] = _members - 1;
        _unanswered += _acknowledged ? 1 : 0;
        _clients[sender].Send(_outgoing[sender].Stamped(sequence, Clock.Now));
    }
}
