namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// The order of one connection's commands, for those whose effects must not overtake each other although the way of some to
/// their grain is longer. Takes commands in the order of the calls.
/// </summary>
public sealed class CommandOrder
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Which of its sends are on their way.</summary>
    public SendPlaces Sends { get; } = new();

    /// <summary>Carries out a command after those before it; those behind it wait until it is done.</summary>
    public async Task<T> WholeAsync<T>(Func<Task<T>> command)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await BehindOthersAsync(done.Task);
        try
        {
            return await command();
        }
        finally
        {
            done.SetResult();
        }
    }

    /// <summary>Begins a command after those before it; those behind it wait until it has begun, which is when its grain call is on its way.</summary>
    /// <param name="command">Begins the command; what it needs comes as its argument, so that it need not be a closure.</param>
    /// <param name="argument">What it needs.</param>
    public Task<T> BeginAsync<TArgument, T>(Func<TArgument, Task<T>> command, TArgument argument)
    {
        lock (_gate)
        {
            // Nothing is before it: it begins here, and whoever comes meanwhile waits for the lock.
            if (_last.IsCompleted)
                return command(argument);
        }

        return BeginBehindOthersAsync(command, argument);
    }

    private async Task<T> BeginBehindOthersAsync<TArgument, T>(Func<TArgument, Task<T>> command, TArgument argument)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<T> running;
        try
        {
            await BehindOthersAsync(begun.Task);
            running = command(argument);
        }
        finally
        {
            begun.SetResult();
        }

        return await running;
    }

    private Task BehindOthersAsync(Task own)
    {
        lock (_gate)
        {
            var before = _last;
            _last = own;
            return before;
        }
    }
}
