using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Files;

/// <summary>Lists of files, read from the store. A stateless worker, key 0.</summary>
[Alias("file-lookup-grain")]
public interface IFileLookupGrain : IGrainWithIntegerKey
{
    /// <summary>Files whose bytes are to be deleted: expired ones, and uploads that never ended.</summary>
    [Alias("expired")]
    Task<ImmutableArray<Guid>> ExpiredAsync(int limit);
}
