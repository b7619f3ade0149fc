namespace OrleansChat.WebFront.Http.Admission;

/// <summary>A bounded number of places. Whoever waits for one gets it in turn, and nobody passes those who wait.</summary>
/// <param name="count">How many there are.</param>
/// <param name="maxWaiting">How many may wait.</param>
internal sealed class Places(int count, int maxWaiting)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _taken;

    /// <summary>How many are taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place; false when there is none, or when others wait for one.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            if (_taken >= count || _waiting.Count > 0)
                return false;
            _taken++;
            return true;
        }
    }

    /// <summary>Takes a place, and waits for one as long as not too many do; false otherwise.</summary>
    public ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (TryTake())
                return ValueTask.FromResult(true);
            if (_waiting.Count >= maxWaiting)
                return ValueTask.FromResult(false);
            var waiting = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            return WaitAsync(waiting, cancellationToken);
        }
    }

    /// <summary>Gives a place back, to whoever has waited longest.</summary>
    public void Return()
    {
        lock (_gate)
        {
            if (_waiting.First is { } first)
            {
                _waiting.Remove(first);
                first.Value.SetResult();
            }
            else
            {
                _taken--;
            }
        }
    }

    private async ValueTask<bool> WaitAsync(LinkedListNode<TaskCompletionSource> waiting, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(Leave, waiting))
            await waiting.Value.Task;
        return true;
    }

    /// <summary>Whoever waits has hung up, unless the place has come meanwhile.</summary>
    private void Leave(object? waiting, CancellationToken cancellationToken)
    {
        var node = (LinkedListNode<TaskCompletionSource>)waiting!;
        lock (_gate)
        {
            if (node.List is null)
                return;
            _waiting.Remove(node);
            node.Value.SetCanceled(cancellationToken);
        }
    }
}
