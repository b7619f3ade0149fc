namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a session keeps for a client that polls.</summary>
internal sealed partial class EngineIoSession
{
    private TaskCompletionSource? _poll;
    private bool _posting;

    /// <summary>A poll begins: the task completes when there is something to answer it with. Null when one is waiting already.</summary>
    public Task? BeginPoll()
    {
        lock (_gate)
        {
            if (_poll is not null)
                return null;
            _poll = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_queue.IsEmpty || _state != State.Open || _webSocket is not null || _probed)
                _poll.SetResult();
            return _poll.Task;
        }
    }

    /// <summary>
    /// What the poll is answered with: all that is queued, or a packet that only ends it. The poll is over with that, and so is
    /// a session that was closed: before the answer is written, so that the client's next request finds it so.
    /// </summary>
    public PollAnswer EndPoll()
    {
        var isClosing = false;
        lock (_gate)
        {
            _poll = null;
            if (_webSocket is null && !_queue.IsEmpty)
                return new PollAnswer(_queue.TakeAll(), IsQueued: true);

            // What was queued and the close packet go in two answers: a client drops the packets that come with a close.
            isClosing = _webSocket is null && _state == State.Closing;
        }

        if (!isClosing)
            return PollAnswer.Noop;
        Finish();
        return PollAnswer.Close;
    }

    /// <summary>The answer was written: its bytes no longer count.</summary>
    public void PollAnswered(PollAnswer answer)
    {
        if (answer.IsQueued)
            Written(answer.Frames);
    }

    /// <summary>A post begins; false while another is under way.</summary>
    public bool TryBeginPost()
    {
        lock (_gate)
            return !_posting && (_posting = true);
    }

    /// <summary>The post was taken in; before it is answered, so that the client's next request finds it ended.</summary>
    public void EndPost()
    {
        lock (_gate)
            _posting = false;
    }
}

/// <summary>The answer to a poll.</summary>
/// <param name="Frames">The packets.</param>
/// <param name="IsQueued">Whether they come from the session's queue.</param>
internal readonly record struct PollAnswer(List<OutboundFrame> Frames, bool IsQueued)
{
    /// <summary>A poll is ended for another reason than data.</summary>
    public static PollAnswer Noop { get; } = new([EngineIoHandshake.Noop], IsQueued: false);

    /// <summary>The server closes the session.</summary>
    public static PollAnswer Close { get; } = new([EngineIoHandshake.Close], IsQueued: false);
}
