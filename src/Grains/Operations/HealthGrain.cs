using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Operations;

/// <summary>Asks the store whether it answers; a question that hangs holds up no other.</summary>
[GrainType("health"), StatelessWorker, Reentrant]
internal sealed class HealthGrain(IStorageHealth storage) : Grain, IHealthGrain
{
    /// <inheritdoc/>
    public Task PingDatabaseAsync() => storage.PingAsync();
}
