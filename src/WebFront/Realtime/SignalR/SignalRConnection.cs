using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>
/// A SignalR client. What is sent to it waits in a queue that is bounded in bytes; one writer takes it from there, several
/// frames at a time when the client is behind. Answers to invocations go the same way.
/// </summary>
internal sealed class SignalRConnection(
    Guid id, ConnectionUser user, RealtimeContract contract, ConnectionContext transport, RealtimeOptions options, TimeProvider time)
    : IRealtimeConnection, IThreadPoolWorkItem, IDisposable
{
    /// <summary>Bytes that are written at once.</summary>
    private const int BatchBytes = 16 * 1024;

    /// <summary>How long a client may take to hear why it is closed.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<SignalRMessage> _queue = new();
    private HubConnectionContext? _hub;
    private object? _state;
    private CloseReason? _closing;
    private ITimer? _abort;
    private int _queuedBytes;
    private int _commands;
    private bool _writing;
    private bool _ended;

    /// <inheritdoc/>
    public Guid Id => id;

    /// <inheritdoc/>
    public ConnectionUser User => user;

    /// <inheritdoc/>
    public RealtimeContract Contract => contract;

    /// <inheritdoc/>
    public string Transport => "signalr";

    /// <inheritdoc/>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <inheritdoc/>
    public CloseReason? ClosedFor
    {
        get
        {
            lock (_lock)
                return _closing;
        }
    }

    /// <inheritdoc/>
    public CommandOrder Order { get; } = new();

    /// <inheritdoc/>
    public TState State<TState>()
        where TState : class, new()
        => (TState)LazyInitializer.EnsureInitialized(ref _state, static () => new TState());

    /// <inheritdoc/>
    public void Send(RealtimeEvent realtimeEvent) => Enqueue(SignalRMessage.Of(realtimeEvent), realtimeEvent.IsTransient);

    /// <inheritdoc/>
    public void Close(CloseReason reason)
    {
        lock (_lock)
        {
            if (_ended || (_closing is not null && _closing != CloseReason.GoingAway))
                return;
            if (reason == CloseReason.GoingAway && _closing is not null)
                return;
            _closing = reason;
            if (reason != CloseReason.GoingAway)
                DropQueue();
            _abort?.Dispose();
            _abort = time.CreateTimer(
                static transport => ((ConnectionContext)transport!).Abort(),
                transport,
                reason == CloseReason.GoingAway ? options.DrainTimeout : Goodbye,
                Timeout.InfiniteTimeSpan);
            Wake();
        }
    }

    /// <summary>The handshake is done: what waits can be written.</summary>
    public void Open(HubConnectionContext hub)
    {
        lock (_lock)
        {
            _hub = hub;
            if (_queue.Count > 0 || _closing is not null)
                Wake();
        }
    }

    /// <summary>Carries out a command of the client's. While the connection closes nothing new is begun: the client asks again elsewhere.</summary>
    public async Task ExecuteAsync(string name, byte[] payload, string? invocationId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_ended || _closing is not null)
                return;
            _commands++;
        }

        try
        {
            var reply = await contract.Commands.ExecuteAsync(this, name, payload, cancellationToken);
            if (invocationId is not null)
                Enqueue(SignalRMessage.Answer(invocationId, reply), transient: false, isAnswer: true);
            else if (reply.Error is { } error)
                Send(error.Event);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client is gone, and nobody waits for the answer.
            return;
        }
        finally
        {
            lock (_lock)
            {
                _commands--;
                if (_commands == 0 && _closing is not null)
                    Wake();
            }
        }
    }

    /// <summary>The client is gone.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            DropQueue();
            _abort?.Dispose();
        }
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    private void Enqueue(SignalRMessage message, bool transient, bool isAnswer = false)
    {
        var tooSlow = false;
        lock (_lock)
        {
            if (_ended || (_closing is not null && !(isAnswer && _closing == CloseReason.GoingAway)))
                return;
            if (_queuedBytes + message.Bytes.Length <= options.MaxQueuedBytes)
            {
                _queue.Enqueue(message);
                _queuedBytes += message.Bytes.Length;
                Wake();
            }
            else
            {
                tooSlow = !transient;
            }
        }

        if (tooSlow)
            Close(CloseReason.TooSlow);
    }

    private void DropQueue()
    {
        while (_queue.TryDequeue(out var dropped))
            _queuedBytes -= dropped.Bytes.Length;
    }

    private void Wake()
    {
        if (_writing || _ended || _hub is null)
            return;
        _writing = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task WriteAsync()
    {
        var batch = new List<SignalRMessage>();
        while (true)
        {
            CloseReason reason;
            lock (_lock)
            {
                Take(batch);
                if (batch.Count == 0 && (_closing is null || (_closing == CloseReason.GoingAway && _commands > 0)))
                {
                    _writing = false;
                    return;
                }

                reason = _closing ?? default;
            }

            if (batch.Count == 0)
            {
                await SayGoodbyeAsync(reason);
                return;
            }

            await WriteAsync(batch);
        }
    }

    private void Take(List<SignalRMessage> batch)
    {
        batch.Clear();
        var bytes = 0;
        while (_queue.TryPeek(out var next) && (batch.Count == 0 || bytes + next.Bytes.Length <= BatchBytes))
        {
            batch.Add(_queue.Dequeue());
            bytes += next.Bytes.Length;
        }
    }

    private async Task WriteAsync(List<SignalRMessage> batch)
    {
        var bytes = 0;
        foreach (var message in batch)
            bytes += message.Bytes.Length;
        if (batch.Count == 1)
        {
            await _hub!.WriteAsync(batch[0].Hub);
        }
        else
        {
            var frames = ArrayPool<byte>.Shared.Rent(bytes);
            var written = 0;
            foreach (var message in batch)
            {
                message.Bytes.CopyTo(frames.AsMemory(written));
                written += message.Bytes.Length;
            }

            await _hub!.WriteAsync(SignalRMessage.Wrap(frames.AsMemory(0, bytes)));
            ArrayPool<byte>.Shared.Return(frames);
        }

        lock (_lock)
            _queuedBytes -= bytes;
    }

    private async Task SayGoodbyeAsync(CloseReason reason)
    {
        var (error, allowReconnect) = reason switch
        {
            CloseReason.TooSlow => ("The client is too slow. Connect again and resume.", true),
            CloseReason.MissedEvents => ("Events were missed. Connect again and resume.", true),
            CloseReason.GoingAway => ("The server is going away. Connect again.", true),
            CloseReason.SessionEnded => ("The session has ended.", false),
            _ => ("The client broke the protocol.", false),
        };
        // The client closes its end when it reads this. Ending the hub here would send it a second close message, which says
        // nothing of coming back; who does not go is cut by the timer.
        await _hub!.WriteAsync(new CloseMessage(error, allowReconnect));
    }
}
