using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Saves members' horizons. While one write of a member is under way, all that follow become one.</summary>
internal sealed class HorizonSaver(ConversationState conversation, IConversationLog log)
{
    private readonly Dictionary<Guid, Task> _writing = [];
    private readonly Dictionary<Guid, Task> _next = [];
    private readonly HashSet<Guid> _unsaved = [];

    /// <summary>Done when the member's horizon as it is now is durable.</summary>
    public Task SaveAsync(Guid userId)
    {
        if (_next.TryGetValue(userId, out var next))
            return next;
        return _writing.TryGetValue(userId, out var writing)
            ? _next[userId] = WriteAfterAsync(userId, writing)
            : WriteAsync(userId);
    }

    /// <summary>Done when nothing of the member's horizon is on its way into the log any more; what was refused earlier is tried again.</summary>
    public Task SavedAsync(Guid userId)
    {
        if (_next.TryGetValue(userId, out var last) || _writing.TryGetValue(userId, out last))
            return last;
        return _unsaved.Contains(userId) ? SaveAsync(userId) : Task.CompletedTask;
    }

    private async Task WriteAfterAsync(Guid userId, Task writing)
    {
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.ForceYielding);
        _next.Remove(userId);
        await WriteAsync(userId);
    }

    private async Task WriteAsync(Guid userId)
    {
        _unsaved.Remove(userId);
        if (conversation.HorizonOf(userId) is not { } horizon)
            return; // No member any more.
        _unsaved.Add(userId);
        var writing = log.SaveHorizonAsync(userId, horizon.Delivered, horizon.Seen);
        _writing[userId] = writing;
        try
        {
            await writing;
            _unsaved.Remove(userId);
        }
        finally
        {
            if (_writing.TryGetValue(userId, out var latest) && latest == writing)
                _writing.Remove(userId);
        }
    }
}
