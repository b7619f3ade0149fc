using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a session keeps for a client on a WebSocket, or on its way to one.</summary>
internal sealed partial class EngineIoSession : IThreadPoolWorkItem
{
    /// <summary>How long a client may take from opening the WebSocket to moving over to it, as in the reference server.</summary>
    private static readonly TimeSpan UpgradeTimeout = TimeSpan.FromSeconds(10);

    private volatile ServerWebSocket? _webSocket;
    private volatile ServerWebSocket? _candidate;
    private bool _probed;
    private long _upgradeBy;
    private bool _writing;
    private bool _closeWritten;
    private byte[]? _pong;
    private TaskCompletionSource? _writingEnds;

    /// <summary>Whether the client began with a WebSocket or has moved to one.</summary>
    public bool IsOnWebSocket => _webSocket is not null;

    /// <summary>Whether it is trying one.</summary>
    public bool IsUpgrading => _candidate is not null;

    /// <summary>A WebSocket was opened for this session; false when it has one or is trying one.</summary>
    public bool TryBeginUpgrade(ServerWebSocket candidate)
    {
        lock (_gate)
        {
            if (_state != State.Open || _webSocket is not null || _candidate is not null)
                return false;
            _candidate = candidate;
            _upgradeBy = _server.In(UpgradeTimeout);
            return true;
        }
    }

    /// <summary>The probe came through: polls are ended until the client has stopped polling and moves over.</summary>
    public void Probed()
    {
        lock (_gate)
        {
            _probed = true;
            _poll?.TrySetResult();
        }
    }

    /// <summary>
    /// The client moves over. It has had the answers to its last poll and its last post, so nothing is under way there; false
    /// when it did not wait for them, or the session has ended.
    /// </summary>
    public bool TryCompleteUpgrade()
    {
        lock (_gate)
        {
            if (_state == State.Closed || _posting || _poll is not null)
                return false;
            (_webSocket, _candidate, _probed) = (_candidate, null, false);
            if (!_queue.IsEmpty || _state == State.Closing)
                Wake();
            return true;
        }
    }

    /// <summary>The client did not move over; the session goes on by polling.</summary>
    public void AbandonUpgrade()
    {
        lock (_gate)
            (_candidate, _probed) = (null, false);
    }

    /// <summary>The client pings the WebSocket itself: it gets an answer to its latest ping as soon as nothing else is being written.</summary>
    public void Pong(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_state != State.Open)
                return;
            _pong = payload.ToArray();
            WakeWriter();
        }
    }

    /// <summary>The client has said goodbye: ends the session and answers, unless that was an answer itself.</summary>
    public async Task AnswerGoodbyeAsync()
    {
        Finish();
        var answered = SayGoodbyeAsync(_webSocket!);
        try
        {
            await answered.WaitAsync(EngineIoClose.Linger, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // It says goodbye and does not read.
            _webSocket!.Cut();
            await answered;
        }
    }

    /// <summary>Completes when nobody writes to the WebSocket of a session that is over.</summary>
    public Task WritingEndsAsync()
    {
        lock (_gate)
        {
            if (!_writing)
                return Task.CompletedTask;
            _writingEnds ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _writingEnds.Task;
        }
    }

    /// <summary>
    /// Writes what is queued while there is something to write, and never twice at once. It comes through the thread pool's common
    /// queue: at once when the server has little to do, and behind other work when it has much, so that more frames go together.
    /// </summary>
    void IThreadPoolWorkItem.Execute() => _ = WriteQueuedAsync(_webSocket!);

    private async Task SayGoodbyeAsync(ServerWebSocket webSocket)
    {
        await WritingEndsAsync();
        if (_closeWritten)
            return;
        webSocket.WriteClose(EngineIoClose.ByClient.Status, EngineIoClose.ByClient.Description);
        await webSocket.FlushAsync();
    }

    private async Task WriteQueuedAsync(ServerWebSocket webSocket)
    {
        try
        {
            while (TryTakeBatch(webSocket, out var batch, out var close))
            {
                for (var i = 0; i < batch.Count && !IsObsolete(close); i++)
                {
                    webSocket.Write(batch[i]);
                    if (webSocket.IsBatchFull)
                        await webSocket.FlushAsync();
                }

                if (batch.Count == 0 && close is not null)
                    webSocket.WriteClose(close.Status, close.Description);
                var flushed = await webSocket.FlushAsync();
                Written(batch);
                if (flushed.IsCompleted)
                    throw new IOException("The connection takes nothing more.");
            }
        }
        catch (Exception failure) when (ServerWebSocket.IsDisconnect(failure))
        {
            lock (_gate)
                RestWriting();
            Finish(cut: true);
        }
    }

    /// <summary>Takes what is queued, or nothing and how to close when that is all that is left; false when the writer may rest.</summary>
    private bool TryTakeBatch(ServerWebSocket webSocket, out List<OutboundFrame> batch, out EngineIoClose? close)
    {
        lock (_gate)
        {
            var pong = _pong;
            _pong = null;
            close = _close;
            batch = _queue.TakeAll();
            if (pong is not null && _state == State.Open)
                webSocket.WritePong(pong);
            else if (_state == State.Closed || (batch.Count == 0 && (close is null || _closeWritten)))
            {
                _queue.Written(batch);
                RestWriting();
                return false;
            }

            _closeWritten = batch.Count == 0 && close is not null;
            return true;
        }
    }

    /// <summary>Whether the session was ended after the batch had been taken, in a way that leaves it unwritten.</summary>
    private bool IsObsolete(EngineIoClose? closeThen)
        => _state == State.Closed || (closeThen is null && _close is { WritesQueued: false });

    private void WakeWriter()
    {
        if (_writing)
            return;
        _writing = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void RestWriting()
    {
        _writing = false;
        _writingEnds?.TrySetResult();
    }
}
