using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Files;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Files;

namespace OrleansChat.Grains.Files;

/// <summary>Lists of files, straight from the store.</summary>
[GrainType("filelookup"), StatelessWorker, Reentrant]
internal sealed class FileLookupGrain(IFileRows rows, TimeProvider time) : Grain, IFileLookupGrain
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<Guid>> ExpiredAsync(int limit)
    {
        PageRules.CheckLimit(limit);
        return [.. await rows.ExpiredAsync(time.GetUtcNow(), limit)];
    }
}
