using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// One conversation. Calls interleave at every await; what must happen at once is written without one. It holds the
/// head of the conversation and a few of its newest messages, never the history. The store refuses the writes of an
/// activation that is not the only one; it then stops, and the next call begins with what is stored.
/// </summary>
[GrainType("conversation"), Reentrant]
internal sealed partial class ConversationGrain(
    IConversationStore store,
    IMessageLog messageLog,
    IMessageReader reader,
    IRelationStore relations,
    IHiddenMessages hidden,
    IOptions<PresenceOptions> presence,
    FrontRoster roster,
    OutboxMetrics outboxes,
    SendMetrics sends,
    TimeProvider time,
    ILogger<ConversationGrain> log) : Grain, IConversationGrain, IGroupGrain
{
    /// <summary>What exists once the conversation does.</summary>
    private Opened? _open;
    private Publisher _publisher = null!;
    private SharedReads _reads = null!;
    private ChangingMessages _changing = null!;
    private bool _failed;
    private bool _leaving;

    private Guid Id { get; set; }

    private ConversationState? State => _open?.State;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Id = this.GetPrimaryKey();
        _arrivals = new SendArrivals(time);
        _accounts = new ExistingAccounts(userId => GrainFactory.GetGrain<IAccountGrain>(userId).ExistsAsync(), time);
        _publisher = new Publisher(Id, GrainFactory, roster, outboxes, presence.Value.Patience, time, log);
        _reads = new SharedReads(Id, reader);
        _changing = new ChangingMessages(_reads.FindAsync);
        try
        {
            if (await store.LoadAsync(Id, cancellationToken) is { } stored)
                await OpenAsync(stored, cancellationToken);
            this.LeaveUnless(() => _open is not null, DeactivateOnIdle);
        }
        catch (StoreUnavailableException failure)
        {
            NotOpened(log, Id, failure);
            throw new ChatException(ChatError.Unavailable); // What fails the activation reaches the caller as it is.
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _leaving = true;
        try
        {
            if (_open is { } open)
            {
                await open.Posts.IdleAsync().WaitAsync(cancellationToken);
                if (_failed)
                    await PublishUnheardAsync(open, cancellationToken);
            }
        }
        finally
        {
            await SayGoodbyeAsync(cancellationToken); // In any case: what follows presence goes on for ever otherwise.
        }
    }

    /// <inheritdoc/>
    public Task WhereaboutsChangedAsync(Guid userId, ImmutableArray<FrontAddress> fronts, bool late)
    {
        // Presence remembers a watch of someone who left, or of a group that is gone: it may forget it.
        if (!_publisher.Move(userId, fronts, late))
            GrainFactory.GetGrain<IPresenceGrain>(userId).UnwatchAsync(Id).Observe(log, "stop watching a user");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WatchAgainAsync() => _publisher.IsWatching && !_leaving ? _publisher.RenewAsync() : Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ImmutableArray<Guid>> MissedSinceAsync(long epoch, long sequence, long change)
    {
        if (_open is not { } open || open.State.Stored.Epoch != epoch)
            return Task.FromResult(ImmutableArray<Guid>.Empty);
        var missed = (sequence > 0 && sequence < open.Inherited) || (change > 0 && change < open.InheritedChange);
        return Task.FromResult<ImmutableArray<Guid>>(missed ? [.. open.State.Members.Select(member => member.UserId)] : []);
    }

    private async Task<Opened> OpenAsync(StoredConversation stored, CancellationToken cancellationToken = default)
    {
        var state = new ConversationState(stored);
        var opened = new Opened(state, await messageLog.OpenAsync(Id, cancellationToken));
        await ReadBlocksAsync(state, cancellationToken);
        foreach (var member in state.Members)
            await _publisher.AddAsync(member.UserId);
        return _open = opened;
    }

    private void Publish(params ReadOnlySpan<Outgoing> events)
    {
        Watch();
        _publisher.Publish(events);
    }

    /// <summary>Before the first thing that is published: from then on members are followed, and asked for now and then.</summary>
    private void Watch()
    {
        if (_publisher.IsWatching || _leaving)
            return;
        var renewal = presence.Value.WatchRenewal;
        this.RegisterGrainTimer(
            _ => _publisher.RenewAsync(),
            new GrainTimerCreationOptions { DueTime = renewal, Period = renewal, Interleave = true });
    }

    /// <summary>Refuses new work once a write has failed: what this activation holds may no longer be what is stored.</summary>
    private void ThrowIfFailed()
    {
        if (_failed)
            throw new ChatException(ChatError.Unavailable);
    }

    private ChatException Fail(Exception failure)
    {
        if (!_failed)
        {
            _failed = true;
            WriteFailed(log, Id, failure);
            DeactivateOnIdle();
        }

        return new ChatException(ChatError.Unavailable);
    }

    /// <summary>Awaits a write of the log; when it fails this activation is over.</summary>
    private async Task WrittenAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (LogFailedException failure)
        {
            throw Fail(failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Conversation {ConversationId} could not store; it begins anew")]
    private static partial void WriteFailed(ILogger log, Guid conversationId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Conversation {ConversationId} found no database")]
    private static partial void NotOpened(ILogger log, Guid conversationId, Exception failure);

    /// <summary>What an activation holds of a conversation that exists.</summary>
    private sealed class Opened(ConversationState state, IConversationLog writes)
    {
        public ConversationState State { get; } = state;

        public IConversationLog Log { get; } = writes;

        public HorizonSaver Horizons { get; } = new(state, writes);

        public RecentSends Sends { get; } = new(writes.RecentOperations, writes.HasOlderOperations);

        public RecentMessages Recent { get; } = new();

        public PostQueue Posts { get; } = new(writes.Head);

        /// <summary>The last message that an earlier activation stored: what came later this one tells itself.</summary>
        public long Inherited { get; } = writes.Head;

        /// <summary>The last change that an earlier activation stored.</summary>
        public long InheritedChange { get; } = writes.Change;

        /// <summary>Whether members were told that they may have missed what an earlier activation stored.</summary>
        public bool ToldInherited { get; set; }

        /// <summary>The last change that is stored.</summary>
        public long Change { get; set; } = writes.Change;
    }
}
