using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>A device that only listens, does not come back, and knows when it heard what.</summary>
internal sealed class Listener : IDisposable
{
    private readonly ConcurrentQueue<(long At, string Content)> _heard;
    private readonly SocketIoSocket _socket;
    private long _endedAt;

    private Listener(SocketIoSocket socket, ConcurrentQueue<(long, string)> heard)
    {
        (_socket, _heard) = (socket, heard);
        Ended = EndAsync();
    }

    /// <summary>Its connection's end.</summary>
    public Task<SocketEnd> Ended { get; }

    /// <summary>When that was (a <see cref="Stopwatch"/> timestamp); 0 while it lasts.</summary>
    public long EndedAt => Interlocked.Read(ref _endedAt);

    /// <summary>When it heard the last message; 0 for none.</summary>
    public long LastAt => _heard.IsEmpty ? 0 : _heard.Max(message => message.At);

    /// <summary>Whether it heard a message.</summary>
    public bool Heard(string content) => _heard.Any(message => message.Content == content);

    /// <summary>Connects.</summary>
    public static async Task<Listener> ConnectAsync(Account account, Uri front)
    {
        var heard = new ConcurrentQueue<(long, string)>();
        return new Listener(await SocketIoSocket.ConnectAsync(front, account.Token, (name, payload) => Hear(heard, name, payload), CancellationToken.None), heard);
    }

    public void Dispose() => _socket.Dispose();

    private static void Hear(ConcurrentQueue<(long, string)> heard, string name, JsonElement payload)
    {
        if (name == "message:received")
            heard.Enqueue((Stopwatch.GetTimestamp(), payload.GetProperty("content").GetString()!));
    }

    private async Task<SocketEnd> EndAsync()
    {
        var end = await _socket.Ended;
        Interlocked.Exchange(ref _endedAt, Stopwatch.GetTimestamp());
        return end;
    }
}
