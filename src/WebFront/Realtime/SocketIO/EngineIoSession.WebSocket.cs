namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a session keeps for a client on a WebSocket, or on its way to one.</summary>
internal sealed partial class EngineIoSession : IThreadPoolWorkItem
{
    /// <summary>How long a client may take from opening the WebSocket to moving over to it, as in the reference server.</summary>
    private static readonly TimeSpan UpgradeTimeout = TimeSpan.FromSeconds(10);

    private volatile EngineIoWebSocket? _webSocket;
    private volatile EngineIoWebSocket? _candidate;
    private bool _probed;
    private long _upgradeBy;
    private bool _writing;
    private bool _closeWritten;

    /// <summary>Whether the client began with a WebSocket or has moved to one.</summary>
    public bool IsOnWebSocket => _webSocket is not null;

    /// <summary>Whether it is trying one.</summary>
    public bool IsUpgrading => _candidate is not null;

    /// <summary>A WebSocket was opened for this session; false when it has one or is trying one.</summary>
    public bool TryBeginUpgrade(EngineIoWebSocket candidate)
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

    /// <summary>Writes what is queued; runs while there is something to write, and never twice at once.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WriteQueuedAsync(_webSocket!);

    private async Task WriteQueuedAsync(EngineIoWebSocket webSocket)
    {
        try
        {
            while (TryTakeBatch(out var batch, out var close))
            {
                for (var i = 0; i < batch.Count && !IsObsolete(close); i++)
                    await webSocket.SendAsync(batch[i], moreFollows: i + 1 < batch.Count);
                Written(batch);
                if (batch.Count == 0 && close is not null)
                    await webSocket.CloseAsync(close);
            }
        }
        catch (Exception failure) when (EngineIoWebSocket.IsDisconnect(failure))
        {
            Finish(cut: true);
        }
    }

    /// <summary>Takes what is queued, or nothing and how to close when that is all that is left; false when the writer may rest.</summary>
    private bool TryTakeBatch(out List<ReadOnlyMemory<byte>> batch, out EngineIoClose? close)
    {
        lock (_gate)
        {
            close = _close;
            batch = _queue.TakeAll();
            if (_state == State.Closed || (batch.Count == 0 && (close is null || _closeWritten)))
            {
                _queue.Written(batch);
                _writing = false;
                return false;
            }

            _closeWritten = batch.Count == 0;
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
}
