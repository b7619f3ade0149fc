using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Relations;

/// <summary>Two users, one decision at a time: <see cref="RelationRules"/> decides, this saves and tells.</summary>
[GrainType("relation")]
internal sealed partial class RelationGrain(IRelationStore store, TimeProvider time, ILogger<RelationGrain> log) : Grain, IRelationGrain
{
    /// <summary>How long after it failed the conversation is told again.</summary>
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(2);

    private StoredRelation? _relation;
    private bool _loaded;
    private IGrainTimer? _telling;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.LeaveUnless(() => _relation is not null, DeactivateOnIdle);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<Contact> AskAsync(Guid by, Guid other, string? message)
    {
        TextRules.CheckOptional("message", message, RelationLimits.Message);
        var relation = await LoadAsync(by, other);
        var next = RelationRules.Ask(relation, message, time.Stamp());
        await RequireAccountAsync(other);
        await RequireRoomAsync(next);
        return await SaveAsync(next);
    }

    /// <inheritdoc/>
    public async Task<Contact> AnswerAsync(Guid by, Guid other, bool accept)
    {
        var next = RelationRules.Answer(await LoadAsync(by, other), accept, time.Stamp());
        if (accept)
            await RequireRoomAsync(next);
        return await SaveAsync(next);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Guid by, Guid other) => await SaveAsync(RelationRules.Remove(await LoadAsync(by, other), time.Stamp()));

    /// <inheritdoc/>
    public async Task BlockAsync(Guid by, Guid other)
    {
        var relation = await LoadAsync(by, other);
        if (relation.One.BlockedAt is null)
        {
            await RequireAccountAsync(other);
            if ((await store.CountAsync(by)).Blocks >= RelationLimits.Blocks)
                throw new ChatException(ChatError.LimitReached);
            await SaveAsync(RelationRules.Block(relation, time.Stamp()));
            await ShowAsync(by, other);
        }

        await TellConversationAsync(); // Again, when it was blocked already: the call before may not have come so far.
    }

    /// <inheritdoc/>
    public async Task UnblockAsync(Guid by, Guid other)
    {
        var relation = await LoadAsync(by, other);
        if (relation.One.BlockedAt is null)
        {
            await TellConversationAsync();
            throw new ChatException(ChatError.NotBlocked);
        }

        await SaveAsync(RelationRules.Unblock(relation, time.Stamp()));
        await ShowAsync(by, other);
        await TellConversationAsync();
    }

    /// <inheritdoc/>
    public async Task<RelationStanding> StandingAsync(Guid one, Guid other)
    {
        var relation = await LoadAsync(one, other);
        return new RelationStanding(
            [.. new[] { relation.One, relation.Other }.Where(side => side.BlockedAt is not null).Select(side => side.UserId)],
            RelationRules.StatusOf(relation.One));
    }

    /// <summary>The relation with the side of <paramref name="by"/> first. Which users this grain is of, only its callers know.</summary>
    private async Task<StoredRelation> LoadAsync(Guid by, Guid other)
    {
        if (by == other)
            throw new ChatException("userId", "Must be another user.");
        if (ConversationId.Direct(by, other) != this.GetPrimaryKey())
            throw new ArgumentException($"Not the relation of {by} and {other}.", nameof(other));
        if (!_loaded)
        {
            _relation = await store.LoadAsync(by, other);
            _loaded = true;
        }

        return _relation switch
        {
            null => RelationRules.None(by, other, time.Stamp()),
            { } relation when relation.One.UserId == by => relation,
            { } relation => relation with { One = relation.Other, Other = relation.One },
        };
    }

    private async Task<Contact> SaveAsync(StoredRelation next)
    {
        next = next with { Version = next.Version + 1 };
        try
        {
            await store.SaveAsync(next);
        }
        catch (Exception failure)
        {
            // Nobody knows what is stored: the next call begins with it.
            NotSaved(log, this.GetPrimaryKey(), failure);
            _loaded = false;
            DeactivateOnIdle();
            throw new ChatException(ChatError.Unavailable);
        }

        _relation = next;
        return RelationRules.ContactOf(next.One, next.Other.UserId);
    }

    private async Task RequireAccountAsync(Guid userId)
    {
        if (!await GrainFactory.GetGrain<IAccountGrain>(userId).ExistsAsync())
            throw new ChatException(ChatError.UserNotFound);
    }

    /// <summary>Neither list grows beyond its bound. Whoever is blocked fills only their own.</summary>
    private async Task RequireRoomAsync(StoredRelation next)
    {
        var mine = await store.CountAsync(next.One.UserId);
        var accepted = RelationRules.StatusOf(next.One) == ContactStatus.Accepted;
        if (accepted ? mine.Contacts >= RelationLimits.Contacts : mine.Requests >= RelationLimits.OpenRequests)
            throw new ChatException(ChatError.LimitReached);
        if (accepted && next.Other.BlockedAt is null && (await store.CountAsync(next.Other.UserId)).Contacts >= RelationLimits.Contacts)
            throw new ChatException(ChatError.LimitReached);
    }

    /// <summary>Tells the conversation of the two until it answers. A caller who waits for that may try again.</summary>
    private async Task TellConversationAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IConversationGrain>(this.GetPrimaryKey()).StandingChangedAsync();
            _telling?.Dispose();
            _telling = null;
        }
        catch (Exception failure)
        {
            NotTold(log, this.GetPrimaryKey(), failure);
            _telling ??= this.RegisterGrainTimer(
                TellAgainAsync, new GrainTimerCreationOptions { DueTime = TellAgainAfter, Period = TellAgainAfter, KeepAlive = true });
            throw new ChatException(ChatError.Unavailable);
        }
    }

    private async Task TellAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TellConversationAsync();
        }
        catch (ChatException)
        {
            // It was logged, and the timer goes on.
        }
    }

    /// <summary>Whoever follows somebody's presence sees them go when they begin to block, and come back afterwards.</summary>
    private async Task ShowAsync(Guid seen, Guid viewer)
    {
        try
        {
            if ((await store.ListVisibleAsync(viewer, [seen])).Count == 0)
                return;
            var presence = await GrainFactory.GetGrain<IPresenceGrain>(seen).GetAsync();
            if (presence.Status == PresenceStatus.Offline)
                return;
            if (_relation is { } relation && (relation.One.UserId == seen ? relation.One : relation.Other).BlockedAt is { } since)
                presence = new PresenceInfo(seen, PresenceStatus.Offline, since, null);
            await GrainFactory.GetGrain<IPresenceGrain>(viewer).TellAsync(PresenceChanged.Of(presence));
        }
        catch (Exception failure)
        {
            NotShown(log, this.GetPrimaryKey(), failure); // They see it when they look the next time.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not save relation {RelationId}; it begins anew")]
    private static partial void NotSaved(ILogger log, Guid relationId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Could not tell conversation {ConversationId} who blocks whom; will try again")]
    private static partial void NotTold(ILogger log, Guid conversationId, Exception failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Could not show a user of relation {RelationId} what changed for them")]
    private static partial void NotShown(ILogger log, Guid relationId, Exception failure);
}
