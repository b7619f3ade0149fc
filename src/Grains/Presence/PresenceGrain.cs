using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
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
    private PresenceStatus _announced;

    /// <summary>How the user wants to be shown; null for as they are.</summary>
    private PresenceStatus? _chosen;

    /// <summary>What contacts are to be told that the user says now; not set when it is what it was.</summary>
    private Optional<string?> _message;

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
            _announced = _chosen ?? PresenceStatus.Online; // By the activation that was lost.
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
            _announced = PresenceStatus.Online;
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
    public Task ArrivedAsAsync(FrontAddress front, bool again, PresenceStatus chosen)
    {
        _chosen ??= chosen;
        return ArrivedAsync(front, again);
    }

    /// <inheritdoc/>
    public async Task SetAsync(PresenceStatus status, Optional<string?> message)
    {
        if (!Enum.IsDefined(status))
            throw new ChatException("status", "Must be online, away, busy or offline.");
        TextRules.CheckOptional("statusMessage", message.Or(null), PresenceLimits.StatusMessage);
        var account = GrainFactory.GetGrain<IAccountGrain>(this.GetPrimaryKey());
        if (message.IsSet && (await account.GetAsync()).StatusMessage != message.Value)
        {
            await account.UpdateAsync(new AccountChange(default, default, message));
            _message = message;
        }

        if (!_whereabouts.IsOnline)
            return; // Nobody is shown; or this activation is new, and the front will say it when it says that the user is there.
        if (status == PresenceStatus.Offline && Shown != PresenceStatus.Offline)
            _lastSeen = time.Stamp();
        _chosen = status;
        AnnounceSoon();
    }

    /// <inheritdoc/>
    public Task<bool> IsOnlineAsync() => Task.FromResult(Shown != PresenceStatus.Offline);

    /// <inheritdoc/>
    public Task<bool> IsConnectedAsync() => Task.FromResult(!_whereabouts.Fronts.IsEmpty);

    /// <inheritdoc/>
    public async Task<PresenceInfo> GetAsync()
    {
        var userId = this.GetPrimaryKey();
        Account account;
        try
        {
            account = await GrainFactory.GetGrain<IAccountGrain>(userId).GetAsync();
        }
        catch (ChatException refusal) when (refusal.Error == ChatError.UserNotFound)
        {
            return new PresenceInfo(userId, PresenceStatus.Offline, DateTimeOffset.UnixEpoch, null); // Who is deleted is nowhere.
        }

        var lastSeen = Shown != PresenceStatus.Offline ? time.Stamp() : account.LastSeen > _lastSeen ? account.LastSeen : _lastSeen;
        return new PresenceInfo(userId, Shown, lastSeen, account.StatusMessage);
    }

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

    /// <summary>What others may see.</summary>
    private PresenceStatus Shown => _whereabouts.IsOnline ? _chosen ?? PresenceStatus.Online : PresenceStatus.Offline;

    private Task TellWatchersAsync(bool late) => _watchers is { Any: true } watchers ? watchers.TellAsync(late) : Task.CompletedTask;

    private TimeSpan Grace => _heard || options.Value.OfflineGrace > FrontLease.Settling ? options.Value.OfflineGrace : FrontLease.Settling;

    private void StartGraceWhenGone()
    {
        if (!_whereabouts.Fronts.IsEmpty)
            return;
        StopGrace();
        StayAwake();
        if (_chosen != PresenceStatus.Offline)
            _lastSeen = time.Stamp(); // Who is not seen was last seen before.
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
        {
            _chosen = null;
            AnnounceSoon();
        }

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
            while (_announced != Shown || _message.IsSet)
            {
                var (shown, message) = (Shown, _message);
                if (shown == PresenceStatus.Offline && _announced != shown)
                    await RememberAsync();
                if (_announced != shown || shown != PresenceStatus.Offline)
                    await TellContactsAsync(ToChange(shown, message));
                _announced = shown;
                if (_message == message)
                    _message = default;
            }
        }
        finally
        {
            _announcing = false;
        }
    }

    private PresenceChanged ToChange(PresenceStatus shown, Optional<string?> message)
    {
        var online = shown != PresenceStatus.Offline;
        return new PresenceChanged(this.GetPrimaryKey(), online, shown, online ? message : default, online ? time.Stamp() : _lastSeen);
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
