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
        await RenewAsync();
        _renewing = RenewNowAndThenAsync();
    }

    public Task DeliverAsync(ImmutableArray<Delivery> deliveries)
    {
        foreach (var delivery in deliveries)
        {
            foreach (var user in delivery.Recipients)
            {
                if (_clients.TryGetValue(user, out var client))
                    client.Hear(delivery.Event);
            }
        }

        return Task.CompletedTask;
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
                await RenewAsync();
            }
            catch (Exception failure) when (Retries.Allow(failure))
            {
                // The next renewal says it again.
            }
        }
    }

    private Task RenewAsync() => Task.WhenAll(
        _clients.Keys.Select(user => _grains.GetGrain<IPresenceGrain>(user).ArrivedAsync(_address))
            .Append(_grains.GetGrain<IFrontDirectoryGrain>(0).RenewAsync(_address)));
}
