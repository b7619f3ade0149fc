namespace OrleansChat.Grains.Conversations;

/// <summary>Lets things happen one after another in a grain that otherwise interleaves.</summary>
internal sealed class TurnQueue
{
    private Task _last = Task.CompletedTask;

    /// <summary>Runs <paramref name="work"/> when all that was queued before is done.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var before = _last;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _last = done.Task;
        try
        {
            await before;
            return await work();
        }
        finally
        {
            done.SetResult();
        }
    }
}
