using Orleans;

namespace OrleansChat.Grains.Interfaces.Operations;

/// <summary>Asks the store whether it answers. A stateless worker, key 0.</summary>
[Alias("health-grain")]
public interface IHealthGrain : IGrainWithIntegerKey
{
    /// <summary>Completes when the database has answered a query; throws when it cannot.</summary>
    [Alias("ping-database")]
    Task PingDatabaseAsync();
}
