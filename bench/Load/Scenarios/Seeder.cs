using OrleansChat.Load.Measuring;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>Fills conversations, before they are read, up to a length: the first user of each pair sends, some messages under way at a time.</summary>
internal sealed class Seeder(RunContext run) : ISocketIoListener
{
    private const int Window = 32;

    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(30);

    private SocketIoClient[] _clients = [];
    private Outgoing[] _outgoing = [];
    private int[] _left = [];
    private int[] _sent = [];
    private long _unanswered;
    private long _answered;

    /// <summary>Sees to it that each pair (users 0-1, 2-3, …) has at least so many messages.</summary>
    public async Task FillAsync(Account[] users, int length, CancellationToken cancellationToken)
    {
        var pairs = users.Chunk(2).ToArray();
        var have = await run.Api.CountAsync(pairs.Select(pair => (pair[0], pair[1])), cancellationToken);
        _left = [.. have.Select(count => (int)Math.Max(0, length - count))];
        if (_left.Sum(left => (long)left) == 0)
            return;
        await Console.Error.WriteLineAsync($"Preparing {_left.Sum(left => (long)left)} messages …");
        _sent = new int[pairs.Length];
        _outgoing = [.. pairs.Select((pair, index) => Outgoing.Event(index, run.Options.Size, pair[1].Id, null, asksForAnswer: false))];
        _clients = await run.ConnectAsync([.. pairs.Select(pair => pair[0])], this, cancellationToken);
        using (run.Turns.Enter())
        {
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                for (var message = 0; message < Window; message++)
                    Send(pair);
            }
        }

        while (Volatile.Read(ref _unanswered) > 0)
        {
            var seen = Volatile.Read(ref _answered);
            if (!await Clock.UntilAsync(() => Volatile.Read(ref _unanswered) == 0 || Volatile.Read(ref _answered) > seen, Stall, cancellationToken))
                throw new LoadException("The conversations could not be filled: the server acknowledges no more.");
        }

        RunContext.Close(_clients);
    }

    /// <inheritdoc/>
    public void Event(int client, ReadOnlySpan<byte> packet)
    {
        var kind = IncomingEvents.Kind(packet);
        if (kind == Incoming.Error)
            run.Faults.Error("The server says:", packet);
        if (kind != Incoming.Sent)
            return;
        _unanswered--;
        _answered++;
        Send(client);
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer) => run.Faults.Error("An answer that nobody asked for:", answer);

    /// <inheritdoc/>
    public void Lost(int client, string reason) => run.Faults.Close(reason);

    private void Send(int pair)
    {
        if (_left[pair] == 0)
            return;
        _left[pair]--;
        _unanswered++;
        _clients[pair].Send(_outgoing[pair].Stamped(_sent[pair]++, Clock.Now));
    }
}
