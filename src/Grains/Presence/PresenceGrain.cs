using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Presence;

/// <summary>
/// Where one user is. Conversations and contacts call each other's grains from here and are never waited for in a way
/// that could close a circle: what they ask of this grain interleaves.
/// </summary>
[GrainType("presence")]
internal sealed class PresenceGrain(
    IConversationStore conversations,
    FrontRoster roster,
    OutboxMetrics metrics,
    IOptions<PresenceOptions> options,
    TimeProvider time,
    ILogger<PresenceGrain> log) : Grain, IPresenceGrain
{
    /// <summary>Contacts who are told of a change at most.</summary>
    private const int Contacts = 5_000;

    private readonly Whereabouts _whereabouts = new();

    // Most users are watched by nobody and told nothing most of the time.
    private Watchers? _watchers;
    private FrontOutbox? _outbox;
    private IGrainTimer? _grace;
    private IGrainTimer? _check;
    private DateTimeOffset _lastSeen;
    private DateTimeOffset _since;
    private bool _announcedOnline;

    /// <summary>Whether this activation can say where the user is; it may have taken the place of one that was lost.</summary>
    private bool _heard;

    /// <summary>Whether something was told to the user that is not to be missed: on a front that is found out about late, it was.</summary>
    private bool _told;
    private bool _announcing;

    private Watchers Watchers => _watchers ??= new Watchers(
        this.GetPrimaryKey(), () => _whereabouts.Fronts, GrainFactory, time, options.Value.WatchLease, log);

    private FrontOutbox Outbox => _outbox ??= new FrontOutbox(this.GetPrimaryKey(), roster.SurveyAsync, metrics, time, log);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _since = time.GetUtcNow();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers?.Stop();
        foreach (var front in _whereabouts.Fronts)
            roster.Unfollow(this.GetPrimaryKey(), front);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ArrivedAsync(FrontAddress front, bool again)
    {
        StopGrace();
        var news = _whereabouts.Arrive(front);
        roster.Follow(this.GetPrimaryKey(), front);
        if (again && !_heard)
            _announcedOnline = true; // By the activation that was lost.
        _heard = true;
        StayAwake();
        AnnounceSoon();
        if (!news)
            return;
        if (again && _told)
            Outbox.Miss(front, this.GetPrimaryKey());

        // The front may tell its client that it is connected once conversations know where to send.
        await TellWatchersAsync(late: again);
    }

    /// <inheritdoc/>
    public async Task LeftAsync(Guid frontId)
    {
        if (!_heard && !_whereabouts.IsOnline)
        {
            // The activation that was lost told contacts that the user is online. Other fronts may be about to say the same.
            _whereabouts.Assume();
            _announcedOnline = true;
            StartGraceWhenGone();
            return;
        }

        if (_whereabouts.Leave(frontId) is not { } front)
            return;
        roster.Unfollow(this.GetPrimaryKey(), front);
        StartGraceWhenGone();
        await TellWatchersAsync(late: false);
    }

    /// <inheritdoc/>
    public Task<bool> IsOnlineAsync() => Task.FromResult(_whereabouts.IsOnline);

    /// <inheritdoc/>
    public Task<UserFronts> WatchAsync(Guid conversationId, bool believed)
    {
        var watched = Watchers.Add(conversationId, inDoubt: believed && !_heard);
        StayAwake();
        return Task.FromResult(new UserFronts(_whereabouts.Fronts, _heard, watched));
    }

    /// <inheritdoc/>
    public Task UnwatchAsync(Guid conversationId)
    {
        _watchers?.Remove(conversationId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TellAsync(ChatEvent chatEvent)
    {
        var userId = this.GetPrimaryKey();
        foreach (var front in _whereabouts.Fronts)
            Outbox.Deliver(front, new Delivery(chatEvent, [userId], null));
        _told |= !chatEvent.IsTransient;
        return Task.CompletedTask;
    }

    private Task TellWatchersAsync(bool late) => _watchers is { Any: true } watchers ? watchers.TellAsync(late) : Task.CompletedTask;

    private TimeSpan Grace => _heard || options.Value.OfflineGrace > FrontLease.Settling ? options.Value.OfflineGrace : FrontLease.Settling;

    private void StartGraceWhenGone()
    {
        if (!_whereabouts.Fronts.IsEmpty)
            return;
        StopGrace();
        StayAwake();
        _lastSeen = time.Stamp();
        _grace = this.RegisterGrainTimer(
            EndGraceAsync,
            new GrainTimerCreationOptions { DueTime = Grace, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    private void StopGrace()
    {
        _grace?.Dispose();
        _grace = null;
    }

    private Task EndGraceAsync(CancellationToken cancellationToken)
    {
        StopGrace();
        if (_whereabouts.TryGoOffline())
            AnnounceSoon();
        EndDoubt();
        return Task.CompletedTask;
    }

    /// <summary>While the user is connected or watched this activation must not go: nobody else knows.</summary>
    private void StayAwake() => _check ??= this.RegisterGrainTimer(
        CheckAsync,
        new GrainTimerCreationOptions { DueTime = options.Value.CheckPeriod, Period = options.Value.CheckPeriod, KeepAlive = true });

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        _watchers?.DropExpired();
        AnnounceSoon(); // Again, where it failed.
        if (time.GetUtcNow() - _since >= FrontLease.Duration)
            EndDoubt();
        if (!_whereabouts.Fronts.IsEmpty)
            await DropLostAsync(await roster.ListLostAsync(_whereabouts.Fronts));
        if (!_whereabouts.IsOnline && _watchers is not { Any: true })
        {
            _check?.Dispose();
            _check = null;
        }
    }

    /// <summary>Every front has had the time to say that the user is there.</summary>
    private void EndDoubt()
    {
        if (_heard)
            return;
        _heard = true;
        _watchers?.TellDoubtersAsync().Observe(log, "tell conversations that a user is nowhere");
    }

    private async Task DropLostAsync(ImmutableArray<FrontAddress> lost)
    {
        foreach (var front in lost)
            await LeftAsync(front.Id);
    }

    private void AnnounceSoon()
    {
        if (!_announcing)
            AnnounceAsync().Observe(log, "tell contacts of a user's presence");
    }

    /// <summary>Tells contacts until what they were told last is true.</summary>
    private async Task AnnounceAsync()
    {
        _announcing = true;
        try
        {
            while (_announcedOnline != _whereabouts.IsOnline)
            {
                var online = _whereabouts.IsOnline;
                if (!online)
                    await RememberAsync();
                await TellContactsAsync(new PresenceChanged(this.GetPrimaryKey(), online));
                _announcedOnline = online;
            }
        }
        finally
        {
            _announcing = false;
        }
    }

    /// <summary>Has the account remember when the user was last seen. Contacts are told whether or not that works.</summary>
    private async Task RememberAsync()
    {
        try
        {
            await GrainFactory.GetGrain<IAccountGrain>(this.GetPrimaryKey()).SeenAsync(_lastSeen);
        }
        catch (Exception failure)
        {
            PresenceLog.NotRemembered(log, this.GetPrimaryKey(), failure);
        }
    }

    private async Task TellContactsAsync(PresenceChanged change)
    {
        var contacts = await conversations.ListContactsAsync(change.UserId, Contacts);
        if (contacts.Count == 0)
            return;
        var delivery = new Delivery(change, [.. contacts], null);
        foreach (var front in await GrainFactory.GetGrain<IFrontDirectoryGrain>(0).ListAsync())
            Outbox.Deliver(front, delivery);
    }
}
