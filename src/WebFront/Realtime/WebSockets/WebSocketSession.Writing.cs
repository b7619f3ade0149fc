namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>How a session writes, and ends.</summary>
internal sealed partial class WebSocketSession : IThreadPoolWorkItem
{
    private bool _writing;
    private bool _closeWritten;
    private bool _pingDue;
    private byte[]? _pong;
    private TaskCompletionSource? _writingEnds;

    /// <summary>The client pings: it gets an answer to its latest ping as soon as nothing else is being written.</summary>
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
        var answered = SayGoodbyeAsync();
        try
        {
            await answered.WaitAsync(WebSocketClose.Linger, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            // It says goodbye and does not read.
            _webSocket.Cut();
            await answered;
        }
    }

    /// <summary>Completes when nobody writes any more; the session is over.</summary>
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

    /// <summary>Writes what is queued while there is something to write, and never twice at once.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WriteQueuedAsync();

    private async Task SayGoodbyeAsync()
    {
        await WritingEndsAsync();
        if (_closeWritten)
            return;
        _webSocket.WriteClose(WebSocketClose.ByClient.Status, WebSocketClose.ByClient.Description);
        await _webSocket.FlushAsync();
    }

    private async Task WriteQueuedAsync()
    {
        try
        {
            while (TryTakeBatch(out var batch, out var close))
            {
                for (var i = 0; i < batch.Count && !IsObsolete(close); i++)
                {
                    _webSocket.Write(batch[i]);
                    if (_webSocket.IsBatchFull)
                        await _webSocket.FlushAsync();
                }

                if (batch.Count == 0 && close is not null)
                    _webSocket.WriteClose(close.Status, close.Description);
                var flushed = await _webSocket.FlushAsync();
                lock (_gate)
                    _queue.Written(batch);
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
    private bool TryTakeBatch(out List<OutboundFrame> batch, out WebSocketClose? close)
    {
        lock (_gate)
        {
            var (pong, pings) = (_pong, _pingDue);
            (_pong, _pingDue) = (null, false);
            close = _close;
            batch = _queue.TakeAll();
            if (_state == State.Open && (pong is not null || pings))
            {
                if (pong is not null)
                    _webSocket.WritePong(pong);
                if (pings)
                    _webSocket.WritePing();
            }
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
    private bool IsObsolete(WebSocketClose? closeThen)
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
