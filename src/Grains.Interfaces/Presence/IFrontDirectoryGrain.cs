using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Grains.Interfaces.Presence;

/// <summary>The fronts that are alive, by lease. One for the cluster, key 0.</summary>
[Alias("front-directory-grain")]
public interface IFrontDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>A front is here, or still here: leases last <see cref="FrontLease.Duration"/>.</summary>
    [Alias("renew")]
    Task RenewAsync(FrontAddress front);

    /// <summary>A front leaves in good order.</summary>
    [Alias("leave")]
    Task LeaveAsync(Guid frontId);

    /// <summary>The fronts whose leases run.</summary>
    [Alias("list"), ReadOnly]
    Task<ImmutableArray<FrontAddress>> ListAsync();
}

/// <summary>How long fronts count as alive.</summary>
public static class FrontLease
{
    /// <summary>Without a renewal for this long a front is gone.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>How often a front renews.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);
}
