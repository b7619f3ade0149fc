using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>A front that keeps what its one ear hears, and on which users connect.</summary>
internal sealed class TestFront : IFrontObserver
{
    private static readonly ConcurrentDictionary<Guid, FrontAddress> Listed = new();

    private readonly IGrainFactory _grains;
    private readonly Lock _lock = new();
    private readonly List<Delivery> _deliveries = [];
    private readonly List<(Guid UserId, ImmutableArray<Guid> Sessions)> _revocations = [];
    private readonly HashSet<Guid> _missed = [];
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestFront(IGrainFactory grains)
    {
        _grains = grains;
        Address = new FrontAddress(Guid.NewGuid(), [grains.CreateObjectReference<IFrontObserver>(this)]);
    }

    /// <summary>Those that hold a lease.</summary>
    public static ICollection<FrontAddress> Living => Listed.Values;

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
        Listed[front.Address.Id] = front.Address;
        return front;
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
        foreach (var user in users)
            await _grains.GetGrain<IPresenceGrain>(user).ArrivedAsync(Address);
    }

    public Task DisconnectAsync(Guid user) => _grains.GetGrain<IPresenceGrain>(user).LeftAsync(Address.Id);

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

    public Task DeliverAsync(ImmutableArray<Delivery> deliveries)
    {
        Hear(() => _deliveries.AddRange(deliveries));
        return Task.CompletedTask;
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
