using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>The fronts that are alive, in memory: after a loss all are back within one renewal.</summary>
[GrainType("frontdirectory")]
internal sealed class FrontDirectoryGrain(TimeProvider time) : Grain, IFrontDirectoryGrain
{
    private readonly Dictionary<Guid, (FrontAddress Front, DateTimeOffset Until)> _leases = [];

    /// <inheritdoc/>
    public Task RenewAsync(FrontAddress front)
    {
        var now = time.GetUtcNow();
        foreach (var (id, lease) in _leases)
        {
            if (lease.Until <= now)
                _leases.Remove(id);
        }

        _leases[front.Id] = (front, now + FrontLease.Duration);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveAsync(Guid frontId)
    {
        _leases.Remove(frontId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FrontAddress>> ListAsync()
    {
        var now = time.GetUtcNow();
        return Task.FromResult(_leases.Values.Where(lease => lease.Until > now).Select(lease => lease.Front).ToImmutableArray());
    }
}
