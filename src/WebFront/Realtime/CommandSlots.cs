namespace OrleansChat.WebFront.Realtime;

/// <summary>How many commands of one connection run at once. One reader takes slots; commands give them back in any order.</summary>
/// <param name="count">How many there are.</param>
internal sealed class CommandSlots(int count)
{
    private readonly Lock _gate = new();
    private int _taken;
    private TaskCompletionSource? _waiting;

    /// <summary>Whether a command is running.</summary>
    public bool AreTaken
    {
        get
        {
            lock (_gate)
                return _taken > 0;
        }
    }

    /// <summary>Takes a slot, when there is one.</summary>
    public ValueTask TakeAsync()
    {
        lock (_gate)
        {
            if (_taken < count)
            {
                _taken++;
                return ValueTask.CompletedTask;
            }

            _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_waiting.Task);
        }
    }

    /// <summary>Gives a slot back, to the reader if it waits for one; true when none is taken any more.</summary>
    public bool Return()
    {
        lock (_gate)
        {
            if (_waiting is { } waiting)
            {
                _waiting = null;
                waiting.SetResult();
                return false;
            }

            return --_taken == 0;
        }
    }
}
