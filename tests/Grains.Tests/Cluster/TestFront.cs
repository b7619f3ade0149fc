using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>A front that keeps what its one ear hears, and on which users connect.</summary>
internal sealed class TestFront : IFrontObserver
{
    private static readonly ConcurrentDictionary<Guid, TestFront> Listed = new();

    private readonly IGrainFactory _grains;
    private readonly Lock _lock = new();
    private readonly List<Delivery> _deliveries = [];
    private readonly List<(Guid UserId, ImmutableArray<Guid> Sessions)> _revocations = [];
    private readonly HashSet<Guid> _missed = [];
    private readonly HashSet<Guid> _users = [];
    private readonly Dictionary<AudienceName, ImmutableArray<Guid>> _audiences = [];
    private volatile bool _dead;
    private Task _renewing = Task.CompletedTask;
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestFront(IGrainFactory grains)
    {
        _grains = grains;
        Address = new FrontAddress(Guid.NewGuid(), [grains.CreateObjectReference<IFrontObserver>(this)]);
    }

    /// <summary>Those that hold a lease.</summary>
    public static ICollection<TestFront> Living => Listed.Values;

    public FrontAddress Address { get; }

    /// <summary>Everything heard so far, in order.</summary>
    public IReadOnlyList<Delivery> Deliveries
    {
        get
        {
            lock (_lock)
                return [.. _deliveries];
        }
    }

    /// <summary>A front that is listed in the directory.</summary>
    public static async Task<TestFront> StartAsync(IGrainFactory grains)
    {
        var front = new TestFront(grains);
        await grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(front.Address);
        Listed[front.Address.Id] = front;
        return front;
    }

    /// <summary>
    /// A front that renews its lease by itself, as fronts do, and tells presence of its users again when the cluster may have
    /// forgotten them.
    /// </summary>
    public static async Task<TestFront> StartRenewingAsync(IGrainFactory grains)
    {
        var front = new TestFront(grains);
        await grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(front.Address);
        _ = front.RenewAsync();
        return front;
    }

    /// <summary>Ends without a word to anyone, and hears nothing more.</summary>
    public void Die()
    {
        _dead = true;
        _grains.DeleteObjectReference<IFrontObserver>(Address.Ears[0]);
    }

    /// <summary>A front of which no directory knows.</summary>
    public static TestFront Unlisted(IGrainFactory grains) => new(grains);

    /// <summary>Goes without a word to anyone but the directory.</summary>
    public Task VanishAsync()
    {
        Listed.TryRemove(Address.Id, out _);
        return _grains.GetGrain<IFrontDirectoryGrain>(0).LeaveAsync(Address.Id);
    }

    public async Task ConnectAsync(params Guid[] users)
    {
        foreach (var some in users.Chunk(64))
            await Task.WhenAll(some.Select(user => _grains.GetGrain<IPresenceGrain>(user).ArrivedAsync(Address, again: false)));
        lock (_lock)
            _users.UnionWith(users);
    }

    public Task DisconnectAsync(Guid user)
    {
        lock (_lock)
            _users.Remove(user);
        return _grains.GetGrain<IPresenceGrain>(user).LeftAsync(Address.Id);
    }

    /// <summary>What one of the users on this front has heard, in order.</summary>
    public IReadOnlyList<T> HeardBy<T>(Guid user)
        where T : ChatEvent =>
        [.. Deliveries.Where(delivery => delivery.Recipients.Contains(user)).Select(delivery => delivery.Event).OfType<T>()];

    /// <summary>Waits until a user has heard such an event.</summary>
    public async Task<T> HearsAsync<T>(Guid user, Func<T, bool>? which = null)
        where T : ChatEvent
    {
        T? heard = null;
        await UntilAsync(() => (heard = HeardBy<T>(user).FirstOrDefault(which ?? (_ => true))) is not null);
        return heard!;
    }

    /// <summary>Whether it was told that a user missed something.</summary>
    public bool HeardOfMissed(Guid user)
    {
        lock (_lock)
            return _missed.Contains(user);
    }

    /// <summary>Waits until a session's end was heard of.</summary>
    public Task HearsOfEndAsync(Guid user, Guid session) => UntilAsync(() =>
    {
        lock (_lock)
            return _revocations.Any(revocation => revocation.UserId == user && revocation.Sessions.Contains(session));
    });

    /// <summary>Waits until something is so, looking whenever something was heard.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            Task heard;
            lock (_lock)
                heard = _heard.Task;
            if (condition())
                return;
            await heard.WaitAsync(limit.Token);
        }
    }

    /// <summary>The audiences that it was told of, each as often as it was.</summary>
    public int AudiencesLearned { get; private set; }

    /// <summary>Forgets who is in which audience.</summary>
    public void ForgetAudiences()
    {
        lock (_lock)
            _audiences.Clear();
    }

    /// <summary>Keeps deliveries with everyone who is to hear of them.</summary>
    public Task<int> DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences)
    {
        var heard = 0;
        Hear(() =>
        {
            AudiencesLearned += audiences.Length;
            foreach (var audience in audiences)
                _audiences[audience.Name] = audience.Users;
            foreach (var delivery in deliveries)
            {
                var users = delivery.Recipients;
                if (delivery.Audience is { } name && !_audiences.TryGetValue(name, out users))
                    return;
                _deliveries.Add(delivery with { Recipients = users.RemoveAll(user => user == delivery.ExceptUser) });
                heard++;
            }
        });
        return Task.FromResult(heard);
    }

    public Task MissedAsync(ImmutableArray<Guid> users)
    {
        Hear(() => _missed.UnionWith(users));
        return Task.CompletedTask;
    }

    public Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions)
    {
        Hear(() => _revocations.Add((userId, sessions)));
        return Task.CompletedTask;
    }

    /// <summary>Renews the lease, unless that is under way: no front waits for what another one has to say again.</summary>
    public void RenewSoon()
    {
        if (_renewing.IsCompleted)
            _renewing = RenewOnceAsync();
    }

    /// <summary>When the lease had run out, presence has dropped this front's users. What fails is done again with the next renewal.</summary>
    private async Task RenewOnceAsync()
    {
        if (!(await _grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(Address)).Known)
            await AnnounceAgainAsync();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(FrontLease.Renewal);
        var (silos, told) = (0L, true);
        while (await timer.WaitForNextTickAsync() && !_dead)
        {
            try
            {
                var renewal = await _grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(Address).WaitAsync(FrontLease.Renewal);
                told &= renewal.Known && (renewal.Silos == 0 || renewal.Silos == silos);
                silos = renewal.Silos == 0 ? silos : renewal.Silos;
                if (!told)
                    await AnnounceAgainAsync();
                told = true;
            }
            catch (Exception) when (!_dead)
            {
                told = false; // Whatever it was, it is done again.
            }
        }
    }

    private async Task AnnounceAgainAsync()
    {
        Guid[] users;
        lock (_lock)
            users = [.. _users];
        await Task.WhenAll(users.Select(user => _grains.GetGrain<IPresenceGrain>(user).ArrivedAsync(Address, again: true)));
    }

    private void Hear(Action keep)
    {
        TaskCompletionSource heard;
        lock (_lock)
        {
            keep();
            heard = _heard;
            _heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        heard.SetResult();
    }
}
