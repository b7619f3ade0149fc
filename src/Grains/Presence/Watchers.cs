using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>The conversations that want to know where a user is. Each is told one thing at a time, so that the last told is the latest.</summary>
internal sealed class Watchers(Guid userId, IGrainFactory grains, TimeProvider time, TimeSpan lease, ILogger log)
{
    private readonly Dictionary<Guid, Watcher> _watchers = [];

    /// <summary>Whether anybody watches.</summary>
    public bool Any => _watchers.Count > 0;

    /// <summary>A conversation wants to know, or still wants to.</summary>
    public void Add(Guid conversationId)
    {
        if (!_watchers.TryGetValue(conversationId, out var watcher))
            _watchers[conversationId] = watcher = new Watcher(conversationId);
        watcher.Until = time.GetUtcNow() + lease;
    }

    /// <summary>A conversation no longer wants to know.</summary>
    public void Remove(Guid conversationId) => _watchers.Remove(conversationId);

    /// <summary>Forgets those that did not ask again in time.</summary>
    public void DropExpired()
    {
        var now = time.GetUtcNow();
        foreach (var watcher in _watchers.Values)
        {
            if (watcher.Until <= now)
                _watchers.Remove(watcher.Id);
        }
    }

    /// <summary>Tells all of them; done when each knows, or could not be told.</summary>
    public Task TellAsync(Func<ImmutableArray<FrontAddress>> fronts) =>
        Background.ForEachAsync([.. _watchers.Values], watcher => TellAsync(watcher, fronts));

    /// <summary>Tells those again who could not be told.</summary>
    public Task TellStaleAsync(Func<ImmutableArray<FrontAddress>> fronts) =>
        Background.ForEachAsync([.. _watchers.Values.Where(watcher => watcher.Stale && watcher.Telling.IsCompleted)], watcher => TellAsync(watcher, fronts));

    private Task TellAsync(Watcher watcher, Func<ImmutableArray<FrontAddress>> fronts)
    {
        watcher.Stale = true;
        if (watcher.Telling.IsCompleted)
            watcher.Telling = TellLatestAsync(watcher, fronts);
        return watcher.Telling;
    }

    private async Task TellLatestAsync(Watcher watcher, Func<ImmutableArray<FrontAddress>> fronts)
    {
        while (watcher.Stale)
        {
            watcher.Stale = false;
            try
            {
                await grains.GetGrain<IConversationGrain>(watcher.Id).WhereaboutsChangedAsync(userId, fronts());
            }
            catch (Exception failure)
            {
                // It is told again with the next check.
                PresenceLog.NotTold(log, watcher.Id, userId, failure);
                watcher.Stale = true;
                return;
            }
        }
    }

    private sealed class Watcher(Guid id)
    {
        public Guid Id { get; } = id;

        public DateTimeOffset Until { get; set; }

        public bool Stale { get; set; }

        public Task Telling { get; set; } = Task.CompletedTask;
    }
}
