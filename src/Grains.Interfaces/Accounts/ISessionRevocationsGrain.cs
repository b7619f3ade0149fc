using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>
/// The sessions that ended while access tokens of theirs may still be alive. A stateless worker, key 0.
/// Fronts check tokens locally against the list they got here and are told of every addition.
/// </summary>
[Alias("session-revocations-grain")]
public interface ISessionRevocationsGrain : IGrainWithIntegerKey
{
    /// <summary>Adds sessions, durably, and tells every front.</summary>
    [Alias("revoke")]
    Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions);

    /// <summary>The sessions that ended within the life of an access token.</summary>
    [Alias("list"), ReadOnly]
    Task<ImmutableArray<Guid>> ListAsync();
}
