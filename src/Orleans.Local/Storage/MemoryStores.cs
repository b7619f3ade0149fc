using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Local;

/// <summary>The states that a cluster keeps in memory, by provider.</summary>
internal sealed class MemoryStores
{
    private readonly ConcurrentDictionary<string, MemoryStore> _stores = new();

    public MemoryStore Of(string name) => _stores.GetOrAdd(name, static _ => new MemoryStore());
}

/// <summary>Keeps copies of states, each with a version that counts up.</summary>
internal sealed class MemoryStore : IGrainStorage
{
    private readonly ConcurrentDictionary<(string State, GrainId Grain), Record> _records = new();
    private long _lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _records.TryGetValue((stateName, grainId), out var record);
        grainState.State = exists ? (T?)new StateCopier().Copy(record!.Value) : EmptyState.Of<T>();
        grainState.ETag = record?.Etag;
        grainState.RecordExists = exists;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var etag = Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture);
        var written = new Record(new StateCopier().Copy(grainState.State), etag);
        _records.TryGetValue(key, out var record);
        Check(record?.Etag, grainState.ETag);
        if (!(record is null ? _records.TryAdd(key, written) : _records.TryUpdate(key, written, record)))
            throw Conflict(_records.GetValueOrDefault(key)?.Etag, grainState.ETag);
        grainState.ETag = etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        _records.TryGetValue(key, out var record);
        Check(record?.Etag, grainState.ETag);
        if (record is not null && !_records.TryRemove(new(key, record))) throw Conflict(null, grainState.ETag);
        grainState.State = EmptyState.Of<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static void Check(string? stored, string? current)
    {
        if (stored != current) throw Conflict(stored, current);
    }

    private static InconsistentStateException Conflict(string? stored, string? current) =>
        new($"Version conflict: the stored version is {stored ?? "none"}, the expected one {current ?? "none"}.", stored, current);

    /// <summary>A stored state; compared by reference, so that one version never passes for another.</summary>
    private sealed class Record(object? value, string etag)
    {
        public object? Value => value;

        public string Etag => etag;
    }
}
