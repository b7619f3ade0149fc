using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>
/// The conversations that want to know where a user is. Each is told one thing at a time, so that the last told is the latest;
/// one that could not be told is told again, with growing pauses, and learns that it is late.
/// </summary>
internal sealed class Watchers(
    Guid userId, Func<ImmutableArray<FrontAddress>> fronts, IGrainFactory grains, TimeProvider time, TimeSpan lease, ILogger log)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Guid, Watcher> _watchers = [];
    private Task _retrying = Task.CompletedTask;
    private bool _stopped;

    /// <summary>Whether anybody watches.</summary>
    public bool Any => _watchers.Count > 0;

    /// <summary>A conversation wants to know, or still wants to; true when that is known already.</summary>
    public bool Add(Guid conversationId, bool inDoubt)
    {
        var known = _watchers.TryGetValue(conversationId, out var watcher);
        if (watcher is null)
            _watchers[conversationId] = watcher = new Watcher(conversationId);
        watcher.Until = time.GetUtcNow() + lease;
        watcher.InDoubt = inDoubt;
        return known;
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

    /// <summary>
    /// Tells all of them; done when each knows, or could not be told. When that comes <paramref name="late"/>, they have published
    /// things meanwhile that were missed on the fronts that are new.
    /// </summary>
    public Task TellAsync(bool late) => Background.ForEachAsync([.. _watchers.Values], watcher => TellAsync(watcher, late));

    /// <summary>Tells those who still believe what they believed before this activation: nobody has said otherwise in time.</summary>
    public Task TellDoubtersAsync() => Background.ForEachAsync([.. _watchers.Values.Where(watcher => watcher.InDoubt)], watcher => TellAsync(watcher, late: false));

    /// <summary>Tells nobody any more: another activation may know better.</summary>
    public void Stop() => _stopped = true;

    private Task TellAsync(Watcher watcher, bool late)
    {
        watcher.Stale = true;
        watcher.Late |= late;
        if (watcher.Telling.IsCompleted)
            watcher.Telling = TellLatestAsync(watcher);
        return watcher.Telling;
    }

    private async Task TellLatestAsync(Watcher watcher)
    {
        while (watcher.Stale && !_stopped)
        {
            var late = watcher.Late;
            watcher.Stale = watcher.Late = watcher.InDoubt = false;
            try
            {
                await grains.GetGrain<IConversationGrain>(watcher.Id).WhereaboutsChangedAsync(userId, fronts(), late);
            }
            catch (Exception failure)
            {
                PresenceLog.NotTold(log, watcher.Id, userId, failure);
                watcher.Stale = watcher.Late = true;
                RetrySoon();
                return;
            }
        }
    }

    private void RetrySoon()
    {
        if (!_retrying.IsCompleted)
            return; // It looks again when it is done.
        _retrying = RetryAsync();
        _retrying.Observe(log, "tell conversations again where a user is");
    }

    private async Task RetryAsync()
    {
        for (var pause = FrontOutbox.Retry; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, time);
            var stale = _watchers.Values.Where(watcher => watcher.Stale && watcher.Telling.IsCompleted).ToList();
            if (stale.Count == 0 || _stopped)
                return;
            await Background.ForEachAsync(stale, watcher => TellAsync(watcher, late: true));
        }
    }

    private sealed class Watcher(Guid id)
    {
        public Guid Id { get; } = id;

        public DateTimeOffset Until { get; set; }

        /// <summary>What it knows is not the latest.</summary>
        public bool Stale { get; set; }

        /// <summary>It has to learn that it is told late.</summary>
        public bool Late { get; set; }

        /// <summary>It believes something that this activation cannot say anything about.</summary>
        public bool InDoubt { get; set; }

        public Task Telling { get; set; } = Task.CompletedTask;
    }
}
