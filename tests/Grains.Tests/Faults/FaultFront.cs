using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>A front with one ear and some clients. It renews its lease and says again who is here, as fronts do after the loss of a silo.</summary>
internal sealed class FaultFront : IFrontObserver, IAsyncDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    private readonly IGrainFactory _grains;
    private readonly ConcurrentDictionary<Guid, ListeningClient> _clients = new();
    private readonly ConcurrentDictionary<AudienceName, ImmutableArray<Guid>> _audiences = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FrontAddress _address;
    private Task _renewing = Task.CompletedTask;

    public FaultFront(IGrainFactory grains)
    {
        _grains = grains;
        _address = new FrontAddress(Guid.NewGuid(), [grains.CreateObjectReference<IFrontObserver>(this)]);
    }

    /// <summary>Connects clients; done when the cluster knows.</summary>
    public async Task ConnectAsync(IEnumerable<ListeningClient> clients)
    {
        foreach (var client in clients)
            _clients[client.User] = client;
        await RenewAsync(again: false);
        _renewing = RenewNowAndThenAsync();
    }

    public Task<int> DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences)
    {
        foreach (var audience in audiences)
            _audiences[audience.Name] = audience.Users;
        var heard = 0;
        foreach (var delivery in deliveries)
        {
            var users = delivery.Recipients;
            if (delivery.Audience is { } name && !_audiences.TryGetValue(name, out users))
                break;
            heard++;
            foreach (var user in users)
            {
                if (user != delivery.ExceptUser && _clients.TryGetValue(user, out var client))
                    client.Hear(delivery.Event);
            }
        }

        return Task.FromResult(heard);
    }

    public Task MissedAsync(ImmutableArray<Guid> users)
    {
        foreach (var user in users)
        {
            if (_clients.TryGetValue(user, out var client))
                client.Miss();
        }

        return Task.CompletedTask;
    }

    public Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _renewing;
        _stop.Dispose();
        _grains.DeleteObjectReference<IFrontObserver>(_address.Ears[0]);
    }

    private async Task RenewNowAndThenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Renewal, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RenewAsync(again: true);
            }
            catch (Exception failure) when (Retries.Allow(failure))
            {
                // The next renewal says it again.
            }
        }
    }

    private Task RenewAsync(bool again) => Task.WhenAll(
        _clients.Keys.Select(user => _grains.GetGrain<IPresenceGrain>(user).ArrivedAsync(_address, again))
            .Append(_grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(_address)));
}
