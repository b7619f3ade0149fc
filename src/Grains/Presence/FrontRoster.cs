using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>This silo's copy of the front directory, at most a few seconds old: thousands of presence grains ask it, and it asks once.</summary>
internal sealed class FrontRoster(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private Task<ImmutableArray<FrontAddress>>? _listing;
    private DateTimeOffset _listedAt;

    /// <summary>The fronts whose leases run.</summary>
    public Task<ImmutableArray<FrontAddress>> ListAsync()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_listing is null || _listing.IsFaulted || _listing.IsCanceled || now - _listedAt > Age)
            {
                _listing = grains.GetGrain<IFrontDirectoryGrain>(0).ListAsync();
                _listedAt = now;
            }

            return _listing;
        }
    }
}
