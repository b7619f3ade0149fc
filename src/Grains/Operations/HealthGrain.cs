using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Operations;

/// <summary>Asks the store whether it answers.</summary>
[GrainType("health"), StatelessWorker]
internal sealed class HealthGrain(IStorageHealth storage) : Grain, IHealthGrain
{
    /// <inheritdoc/>
    public Task PingDatabaseAsync() => storage.PingAsync();
}
