using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Conversations;

/// <summary>Where the members are: asked once, followed from then on, and asked again where that failed.</summary>
internal sealed partial class Publisher
{
    private readonly Dictionary<Guid, int> _asking = [];

    /// <summary>Whose whereabouts are not certain: their question failed or is still open.</summary>
    private readonly HashSet<Guid> _unknown = [];

    /// <summary>Of whom presence has said once where they are.</summary>
    private readonly HashSet<Guid> _followed = [];
    private Task _seeking = Task.CompletedTask;
    private int _questions;

    /// <summary>
    /// Presence says where a user is; false when that user is no member. When that is <paramref name="late"/>, fronts that are new
    /// missed what was published.
    /// </summary>
    public bool Move(Guid userId, ImmutableArray<FrontAddress> fronts, bool late)
    {
        if (!_members.Contains(userId))
            return false;
        if (!IsWatching)
            return true; // An earlier activation watched; this one will ask when it has something to publish.

        // Any answer that is still under way is older than this.
        _asking.Remove(userId);
        Found(userId, fronts, late);
        return true;
    }

    /// <summary>Asks again where everyone is: presence may have moved and forgotten who watches.</summary>
    public Task RenewAsync() => Background.ForEachAsync([.. _members], AskAsync);

    private async Task FindAsync(Guid userId)
    {
        await AskAsync(userId).WithinAsync(patience, time);
        if (!_asking.ContainsKey(userId) || !_members.Contains(userId))
            return;
        _unknown.Add(userId); // No answer yet: what is published from now on is missed.
        SeekUnknown();
    }

    /// <summary>Goes on asking for those whose question failed.</summary>
    private void SeekUnknown()
    {
        if (!_seeking.IsCompleted || _unknown.Count == 0 || _stopped)
            return;
        _seeking = SeekAsync();
        _seeking.Observe(log, "watch members again");
    }

    private async Task SeekAsync()
    {
        while (true)
        {
            await Task.Delay(FrontOutbox.Retry, time);
            if (_unknown.Count == 0 || _stopped)
                return;
            await Background.ForEachAsync([.. _unknown.Where(userId => !_asking.ContainsKey(userId))], AskAsync);
        }
    }

    private async Task AskAsync(Guid userId)
    {
        var question = ++_questions;
        _asking[userId] = question;
        try
        {
            var believed = _audience.FrontsOf(userId);
            var answer = await grains.GetGrain<IPresenceGrain>(userId).WatchAsync(conversationId, !believed.IsEmpty);
            if (IsLatest(userId, question))
                Found(userId, answer.Heard || believed.IsEmpty ? answer.Fronts : believed, late: !answer.Watched);
            else if (!_members.Contains(userId))
                await UnwatchAsync(userId);
        }
        catch (Exception failure)
        {
            NotWatched(log, conversationId, userId, failure);
            if (!IsLatest(userId, question))
                return;
            _unknown.Add(userId);
            SeekUnknown();
        }
    }

    /// <summary>Whether that question is still open and the last that was asked; it is answered then.</summary>
    private bool IsLatest(Guid userId, int question) =>
        _asking.TryGetValue(userId, out var latest) && latest == question && _asking.Remove(userId);

    private void Found(Guid userId, ImmutableArray<FrontAddress> fronts, bool late)
    {
        _unknown.Remove(userId);
        var before = _audience.FrontsOf(userId);
        _audience.Set(userId, fronts);
        if (!_followed.Add(userId) && late && _published)
        {
            foreach (var front in fronts.Except(before))
                _fronts.Miss(front, userId);
        }

        TellMissed(userId);
    }

    private void TellMissed(Guid userId)
    {
        if (!_started || _unknown.Contains(userId) || !_missed.Remove(userId))
            return;
        foreach (var front in _audience.FrontsOf(userId))
            _fronts.Miss(front, userId);
    }

    private async Task UnwatchAsync(Guid userId)
    {
        try
        {
            await grains.GetGrain<IPresenceGrain>(userId).UnwatchAsync(conversationId);
        }
        catch (Exception failure)
        {
            NotUnwatched(log, conversationId, userId, failure); // Its lease runs out.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Conversation {ConversationId} does not know where member {UserId} is; will ask again")]
    private static partial void NotWatched(ILogger log, Guid conversationId, Guid userId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "Conversation {ConversationId} could not stop watching {UserId}")]
    private static partial void NotUnwatched(ILogger log, Guid conversationId, Guid userId, Exception failure);
}
