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
    Task<FrontRenewal> RenewAsync(FrontAddress front);

    /// <summary>A front leaves in good order.</summary>
    [Alias("leave")]
    Task LeaveAsync(Guid frontId);

    /// <summary>The fronts whose leases run.</summary>
    [Alias("list"), ReadOnly]
    Task<ImmutableArray<FrontAddress>> ListAsync();

    /// <summary>The same, and how far it can be relied on.</summary>
    [Alias("survey"), ReadOnly]
    Task<FrontSurvey> SurveyAsync();
}

/// <summary>What a front learns when it renews its lease.</summary>
/// <param name="Known">Whether its lease was running: if not, the cluster may have forgotten its users and taken them offline.</param>
/// <param name="Silos">
/// A fingerprint of the active silos; 0 while nobody knows. When it changes, grains of a silo that is gone are gone with it, and
/// those that follow them know nothing yet.
/// </param>
[GenerateSerializer, Immutable, Alias("front-renewal")]
public sealed record FrontRenewal([property: Id(0)] bool Known, [property: Id(1)] long Silos);

/// <summary>The fronts and silos of the cluster.</summary>
/// <param name="Fronts">The fronts whose leases run.</param>
/// <param name="Settled">Whether every living front has had the time to renew its lease: who is not listed is gone.</param>
/// <param name="Silos">As in <see cref="FrontRenewal"/>.</param>
[GenerateSerializer, Immutable, Alias("front-survey")]
public sealed record FrontSurvey(
    [property: Id(0)] ImmutableArray<FrontAddress> Fronts, [property: Id(1)] bool Settled, [property: Id(2)] long Silos)
{
    /// <summary>Whether that front is certainly gone.</summary>
    public bool Misses(FrontAddress front) => Settled && !Fronts.Contains(front);
}

/// <summary>How long fronts count as alive.</summary>
public static class FrontLease
{
    /// <summary>Without a renewal for this long a front is gone.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(12);

    /// <summary>How often a front renews.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    /// <summary>So long after it began to keep them, a directory that knew nothing has heard of every living front: each renews twice.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);
}
