using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// Lets what one sender sends take its place in the order in which it came, however long the checks of some of it take.
/// The inner task is the answer, which comes when the message is durable and holds up nobody.
/// </summary>
internal sealed class SendOrder
{
    private readonly Dictionary<Guid, Task> _entering = [];

    /// <summary>Whether something of that sender is still being checked.</summary>
    public bool IsEntering(Guid sender) => _entering.Count > 0 && _entering.ContainsKey(sender);

    /// <summary>Checks and queues a message behind those of its sender that are still being checked.</summary>
    public Task<Task<Message>> EnterAsync(Guid sender, Func<Task<Task<Message>>> checkAndQueue)
    {
        var entry = _entering.TryGetValue(sender, out var before) ? FollowAsync(before, checkAndQueue) : checkAndQueue();
        if (!entry.IsCompleted)
        {
            _entering[sender] = entry;
            _ = LeaveAsync(sender, entry);
        }

        return entry;
    }

    private static async Task<Task<Message>> FollowAsync(Task before, Func<Task<Task<Message>>> checkAndQueue)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return await checkAndQueue();
    }

    private async Task LeaveAsync(Guid sender, Task entry)
    {
        await entry.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_entering.TryGetValue(sender, out var last) && ReferenceEquals(last, entry))
            _entering.Remove(sender);
    }
}
