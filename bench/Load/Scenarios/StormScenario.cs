using System.Buffers.Text;
using System.Text;
using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Scenarios;

/// <summary>
/// A front dies, or a network comes back: all connections are cut, conversations go on without them, all clients return at once and ask for
/// what they missed (docs/resume.md). A client counts as back when it has exactly that; whoever is turned away tries again, and that counts too.
/// </summary>
internal sealed class StormScenario : Scenario, ISocketIoListener
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly RunContext _run;
    private readonly int _count;
    private readonly int _missed;
    private readonly Ledger _ledger;
    private readonly Histogram _latency = new();
    private readonly Position[] _positions;
    private readonly TaskCompletionSource?[] _resuming;
    private Account[] _users = [];
    private SocketIoClient[] _clients = [];
    private int _known;
    private int _retries;
    private int _back;

    /// <summary>Prepares the books.</summary>
    public StormScenario(RunContext run)
    {
        _run = run;
        _count = run.Options.Count("connections");
        _missed = run.Options.Count("missed");
        _ledger = new Ledger(_count / 2, 2, _ => 2);
        _positions = new Position[_count];
        _resuming = new TaskCompletionSource?[_count];
    }

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        _users = await _run.AccountsAsync(_count, cancellationToken);
        _clients = await _run.ConnectAsync(_users, this, cancellationToken);
        await LearnPositionsAsync(cancellationToken);
        RunContext.Close(_clients);
        await SayMeanwhileAsync(cancellationToken);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var from = _run.Look();
        patience.CancelAfter(_run.Options.Seconds("patience"));
        await Task.WhenAll(Enumerable.Range(0, _count).Select(index => ReturnAsync(index, from.At, patience.Token)));
        var usage = new Usage(from, _run.Look());
        RunContext.Close(_clients);
        if (_back < _count)
            _run.Faults.Error($"{_count - _back} of {_count} clients were not back in time.");
        return new RunReport(_run, "clients", _back, usage)
        {
            Ledger = _ledger.Count(),
            Latencies = { ("back", _latency) },
            Figures = { ("seconds_until_all_are_back", usage.Seconds), ("retries", _retries) },
        };
    }

    /// <inheritdoc/>
    public void Event(int client, ReadOnlySpan<byte> packet)
    {
        var kind = IncomingEvents.Kind(packet);
        if (kind == Incoming.Error)
            _run.Faults.Error("The server says:", packet);
        if (kind is not (Incoming.Received or Incoming.Sent) || !Marker.TryFind(packet, out var marker) || marker.Sender != client / 2)
            return;
        if (kind == Incoming.Sent)
            _ledger.Acknowledged(marker.Sender, marker.Sequence);
        _ledger.Arrived(marker.Sender, marker.Sequence, client & 1);
        _positions[client] = Position.Of(packet);
        _known++;
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer)
    {
        if (!IncomingEvents.IsSuccess(answer) || answer.IndexOf("\"recovered\":true"u8) < 0)
        {
            _resuming[client]!.TrySetException(new LoadException($"Resuming was refused: {Encoding.UTF8.GetString(answer)}"));
            return;
        }

        for (var rest = answer; Marker.TryFind(rest, out var marker); rest = rest[(rest.IndexOf("~m:"u8) + Marker.Length)..])
            _ledger.Arrived(marker.Sender, marker.Sequence, client & 1);
        _positions[client] = Position.Of(answer) with { ConversationId = _positions[client].ConversationId };
        if (answer.IndexOf("\"more\":true"u8) >= 0)
            AskToResume(client);
        else
            _resuming[client]!.TrySetResult();
    }

    /// <inheritdoc/>
    public void Lost(int client, string reason)
    {
        if (_resuming[client] is null || !_resuming[client]!.TrySetException(new LoadException(reason)))
            _run.Faults.Close(reason);
    }

    /// <summary>One message in each pair, from which both learn where their conversation is.</summary>
    private async Task LearnPositionsAsync(CancellationToken cancellationToken)
    {
        using (_run.Turns.Enter())
        {
            for (var pair = 0; pair < _count / 2; pair++)
            {
                var message = Outgoing.Event(pair, _run.Options.Size, _users[(2 * pair) + 1].Id, null, asksForAnswer: false);
                _clients[2 * pair].Send(message.Stamped(_ledger.Take(pair), Clock.Now));
            }
        }

        if (!await Clock.UntilAsync(() => Volatile.Read(ref _known) == _count, TimeSpan.FromSeconds(60), cancellationToken) || _positions.Any(position => position.Epoch == 0))
            throw new LoadException("Not every client learned its position: the server has to say conversationId, epoch and sequence with every message.");
    }

    private async Task SayMeanwhileAsync(CancellationToken cancellationToken)
    {
        var limits = new ParallelOptions { MaxDegreeOfParallelism = _run.Options.Count("connect-concurrency"), CancellationToken = cancellationToken };
        var idle = new System.Collections.Concurrent.ConcurrentBag<RestClient>();
        await Parallel.ForEachAsync(Enumerable.Range(0, _count / 2), limits, async (pair, stop) =>
        {
            if (!idle.TryTake(out var rest))
                rest = _run.Api.Open();
            for (var message = 0; message < _missed; message++)
            {
                var sequence = _ledger.Take(pair);
                var body = Outgoing.Text(pair, sequence, _run.Options.Size, _users[(2 * pair) + 1].Id);
                (await rest.SendAsync("POST", "/messages", _users[2 * pair].Token, body, stop)).Expect(201);
                using (_run.Turns.Enter())
                    _ledger.Acknowledged(pair, sequence);
            }

            idle.Add(rest);
        });
        foreach (var rest in idle)
            rest.Dispose();
    }

    private async Task ReturnAsync(int index, long start, CancellationToken patience)
    {
        var due = start + (long)(_run.Options.Seconds("spread").TotalMicroseconds * index / _count);
        try
        {
            await Clock.WaitAsync(TimeSpan.FromMicroseconds(due - Clock.Now), patience);
            for (var pause = FirstPause; !await TryReturnAsync(index, patience); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                Interlocked.Increment(ref _retries);
                await Clock.WaitAsync(pause * (0.5 + Random.Shared.NextDouble()), patience);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        using (_run.Turns.Enter())
        {
            _latency.Record(Clock.Now - due);
            _back++;
        }
    }

    private async Task<bool> TryReturnAsync(int index, CancellationToken patience)
    {
        var client = _run.Client(index, _users[index], this);
        try
        {
            await client.ConnectAsync(TimeSpan.FromSeconds(20), patience);
            Task resumed;
            using (_run.Turns.Enter())
            {
                _clients[index] = client;
                resumed = (_resuming[index] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                AskToResume(index);
            }

            await resumed.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, patience);
            return true;
        }
        catch (Exception turnedAway) when (turnedAway is LoadException or TimeoutException)
        {
            client.Cut();
            return false;
        }
    }

    private void AskToResume(int client)
    {
        var (conversation, epoch, sequence) = _positions[client];
        _clients[client].Send(WebSocketClient.Frame(Encoding.ASCII.GetBytes(
            $"420[\"resume\",{{\"conversations\":[{{\"conversationId\":\"{conversation}\",\"epoch\":{epoch},\"sequence\":{sequence},\"change\":0}}]}}]")));
    }

    /// <summary>The last place in a conversation that a client has seen.</summary>
    private readonly record struct Position(string ConversationId, long Epoch, long Sequence)
    {
        /// <summary>The position in an event about a message; in an answer to <c>resume</c> it comes after the messages.</summary>
        public static Position Of(ReadOnlySpan<byte> json)
        {
            var id = "\"conversationId\":\""u8;
            return json.IndexOf(id) is >= 0 and var at && json.Length - at >= id.Length + 36
                ? new Position(Encoding.ASCII.GetString(json.Slice(at + id.Length, 36)), Number(json, "\"epoch\":"u8), Number(json, "\"sequence\":"u8))
                : default;
        }

        private static long Number(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
            => json.LastIndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(json[(at + name.Length)..], out long value, out _) ? value : 0;
    }
}
