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
    private Watchers _watchers = null!;
    private FrontOutbox _outbox = null!;
    private IGrainTimer? _grace;
    private IGrainTimer? _check;
    private DateTimeOffset _lastSeen;
    private bool _announcedOnline;
    private Task _announcing = Task.CompletedTask;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _watchers = new Watchers(this.GetPrimaryKey(), GrainFactory, time, options.Value.WatchLease, log);
        _outbox = new FrontOutbox(this.GetPrimaryKey(), roster.ListAsync, metrics, time, log);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task ArrivedAsync(FrontAddress front)
    {
        StopGrace();
        var news = _whereabouts.Arrive(front);
        StayAwake();
        AnnounceSoon();

        // The front may tell its client that it is connected once conversations know where to send.
        if (news)
            await TellWatchersAsync();
    }

    /// <inheritdoc/>
    public async Task LeftAsync(Guid frontId)
    {
        if (!_whereabouts.Leave(frontId))
            return;
        StartGraceWhenGone();
        await TellWatchersAsync();
    }

    /// <inheritdoc/>
    public Task<bool> IsOnlineAsync() => Task.FromResult(_whereabouts.IsOnline);

    /// <inheritdoc/>
    public Task<ImmutableArray<FrontAddress>> WatchAsync(Guid conversationId)
    {
        _watchers.Add(conversationId);
        StayAwake();
        return Task.FromResult(_whereabouts.Fronts);
    }

    /// <inheritdoc/>
    public Task UnwatchAsync(Guid conversationId)
    {
        _watchers.Remove(conversationId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TellAsync(ChatEvent chatEvent)
    {
        var userId = this.GetPrimaryKey();
        foreach (var front in _whereabouts.Fronts)
            _outbox.Deliver(front, new Delivery(chatEvent, [userId], null));
        return Task.CompletedTask;
    }

    private Task TellWatchersAsync() => _watchers.TellAsync(() => _whereabouts.Fronts);

    private void StartGraceWhenGone()
    {
        if (!_whereabouts.Fronts.IsEmpty)
            return;
        StopGrace();
        _lastSeen = time.Stamp();
        _grace = this.RegisterGrainTimer(
            EndGraceAsync,
            new GrainTimerCreationOptions { DueTime = options.Value.OfflineGrace, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
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
        return Task.CompletedTask;
    }

    /// <summary>While the user is connected or watched this activation must not go: nobody else knows.</summary>
    private void StayAwake() => _check ??= this.RegisterGrainTimer(
        CheckAsync,
        new GrainTimerCreationOptions { DueTime = options.Value.CheckPeriod, Period = options.Value.CheckPeriod, KeepAlive = true });

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        _watchers.DropExpired();
        AnnounceSoon(); // Again, where it failed.
        _watchers.TellStaleAsync(() => _whereabouts.Fronts).Observe(log, "tell conversations again where a user is");
        if (!_whereabouts.Fronts.IsEmpty && _whereabouts.DropLost(await roster.ListAsync()))
        {
            StartGraceWhenGone();
            await TellWatchersAsync();
        }

        if (!_whereabouts.IsOnline && !_watchers.Any)
        {
            _check?.Dispose();
            _check = null;
        }
    }

    private void AnnounceSoon()
    {
        if (!_announcing.IsCompleted)
            return; // It looks again when it is done.
        _announcing = AnnounceAsync();
        _announcing.Observe(log, "tell contacts of a user's presence");
    }

    /// <summary>Tells contacts until what they were told last is true.</summary>
    private async Task AnnounceAsync()
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
            _outbox.Deliver(front, delivery);
    }
}
