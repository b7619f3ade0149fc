using System.Threading.Channels;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>A connection that keeps what it is sent.</summary>
internal sealed class RecordingConnection(RealtimeContract contract, Guid? user = null, Guid? session = null) : IRealtimeConnection
{
    private readonly Channel<RealtimeEvent> _events = Channel.CreateUnbounded<RealtimeEvent>();
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private object? _state;

    public Guid Id { get; } = Guid.NewGuid();

    public ConnectionUser User { get; } = new(user ?? Guid.NewGuid(), session ?? Guid.NewGuid(), DateTimeOffset.MaxValue);

    public RealtimeContract Contract => contract;

    public string Transport => "recording";

    public long QueuedBytes => 0;

    public CloseReason? ClosedFor => IsClosed ? _closed.Task.Result : null;

    public CommandOrder Order { get; } = new();

    /// <summary>Why it was closed.</summary>
    public Task<CloseReason> Closed => _closed.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public TState State<TState>()
        where TState : class, new()
        => (TState)LazyInitializer.EnsureInitialized(ref _state, static () => new TState());

    public bool IsClosed => _closed.Task.IsCompleted;

    public void Send(RealtimeEvent realtimeEvent) => _events.Writer.TryWrite(realtimeEvent);

    public void Close(CloseReason reason) => _closed.TrySetResult(reason);

    /// <summary>The next event.</summary>
    public async Task<RealtimeEvent> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await _events.Reader.ReadAsync(limit.Token);
    }

    public bool HasMore => _events.Reader.TryPeek(out _);
}

/// <summary>A contract that words nothing but who comes and goes, and counts how often it is asked.</summary>
internal sealed class CountingContract : IContractEvents
{
    private int _encoded;

    public CountingContract(string slug) => Contract = new RealtimeContract(slug, this, null!);

    public RealtimeContract Contract { get; }

    public int Encoded => Volatile.Read(ref _encoded);

    public RealtimeEvent? Encode(ChatEvent chatEvent)
    {
        Interlocked.Increment(ref _encoded);
        return chatEvent switch
        {
            PresenceChanged presence => RealtimeEvent.OfEncoded(presence.UserId.ToString(), "{}"u8.ToArray()),
            CallEnded call => RealtimeEvent.OfEncoded(call.CallId.ToString(), "{}"u8.ToArray()),
            TypingChanged => throw new InvalidOperationException("This contract has no words for typing."),
            _ => null,
        };
    }

    public RealtimeEvent Error(Exception refusal) => RealtimeEvent.OfEncoded("error", "{}"u8.ToArray());
}
