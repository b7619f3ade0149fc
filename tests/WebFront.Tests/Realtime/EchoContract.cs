using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>A contract for the transport's own tests: it echoes, refuses, waits and throws as it is asked to.</summary>
internal sealed class EchoContract : IContractCommands, IContractEvents, IContractErrors
{
    public IReadOnlySet<string> Names { get; } = new HashSet<string>();

    private int _running;

    /// <summary>What was asked, in the order in which it began: <c>name payload</c>.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>Most commands that ran at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Lets <c>wait</c> go on.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a <c>wait</c> was given up because its connection ended.</summary>
    public TaskCompletionSource Abandoned { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until that many commands have begun.</summary>
    public async Task HasStartedAsync(int count)
    {
        using var patience = new CancellationTokenSource(TransportTestServer.Patience, TimeProvider.System);
        while (Started.Count < count)
        {
            Assert.False(patience.IsCancellationRequested, $"{Started.Count} of {count} commands have begun.");
            await Task.Yield();
        }
    }

    public Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
        => ExecuteAsync(name, payload.ToArray(), cancellationToken);

    private async Task<CommandReply> ExecuteAsync(string name, byte[] payload, CancellationToken cancellationToken)
    {
        lock (Started)
        {
            Started.Enqueue($"{name} {Encoding.UTF8.GetString(payload)}");
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        try
        {
            switch (name)
            {
                case "echo":
                    return Done(payload) with { Event = payload.Length == 0 ? null : Event("echoed", $$"""{"payload":{{Encoding.UTF8.GetString(payload)}}}""") };
                case "empty":
                    return Done(payload) with { Event = Event("empty", "{}") };
                case "wait":
                    await Gate.Task.WaitAsync(cancellationToken);
                    return Done(payload);
                case "throw":
                    throw new InvalidOperationException("a bug");
                default:
                    return Refused($"Unknown event {name}");
            }
        }
        catch (OperationCanceledException)
        {
            Abandoned.TrySetResult();
            throw;
        }
        finally
        {
            lock (Started)
                _running--;
        }
    }

    public CommandReply Refuse(Refusal refusal) => Refused(refusal.Cluster is ChatError.Unauthenticated ? "Authentication required" : refusal.ToString());

    public bool IsTransient(string name) => false;

    public JsonSerializerOptions Json => JsonSerializerOptions.Default;

    public (int Status, object Body) Word(Refusal refusal, RefusalContext context) => refusal.Cluster switch
    {
        ChatError.Unauthenticated => (401, "Authentication required"),
        ChatError.Unavailable => (503, "Try again"),
        _ => (404, refusal.ToString()),
    };

    /// <summary>What a client is told when it is there.</summary>
    public static RealtimeEvent Greet(IRealtimeConnection connection) => Event("hello", $$"""{"id":"{{connection.Id:N}}"}""");

    public RealtimeEvent? Encode(ChatEvent chatEvent) => null;

    public RealtimeEvent Error(Exception refusal) => Event("error", $$"""{"message":"{{refusal.Message}}"}""");

    /// <summary>An event of this contract.</summary>
    public static RealtimeEvent Event(string name, string payload, bool transient = false)
        => RealtimeEvent.OfEncoded(name, Encoding.UTF8.GetBytes(payload), transient);

    private static CommandReply Done(byte[] payload)
    {
        var data = payload.Length == 0 ? "null"u8.ToArray() : payload;
        return new CommandReply(true, new JsonPieces(Encoding.UTF8.GetBytes($$"""{"success":true,"data":{{Encoding.UTF8.GetString(data)}}}""")), data, null);
    }

    private static CommandReply Refused(string message)
        => new(false, new JsonPieces(Encoding.UTF8.GetBytes($$"""{"success":false,"error":"{{message}}"}""")), "null"u8.ToArray(),
            new CommandError(message, "UNKNOWN", Event("error", $$"""{"message":"{{message}}"}""")));
}
