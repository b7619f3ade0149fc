using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Grains;

/// <summary>The states of grains as JSON rows; every write is a compare-and-swap on the etag, a number that counts up.</summary>
internal sealed class ChatGrainStorage(IDatabase database, string name) : IGrainStorage
{
    private const string Select = "SELECT etag, state FROM grain_state WHERE storage_name = $1 AND state_name = $2 AND grain_id = $3";
    private const string Insert = "INSERT INTO grain_state (storage_name, state_name, grain_id, etag, state) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    private const string Update = "UPDATE grain_state SET etag = $4, state = $5 WHERE storage_name = $1 AND state_name = $2 AND grain_id = $3 AND etag = $6";
    private const string Delete = "DELETE FROM grain_state WHERE storage_name = $1 AND state_name = $2 AND grain_id = $3 AND etag = $4";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await ReadAsync(stateName, grainId);
        grainState.State = stored is null ? Activator.CreateInstance<T>() : JsonSerializer.Deserialize<T>(stored.State, StateJson.Options)!;
        grainState.ETag = stored?.Etag!;
        grainState.RecordExists = stored is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var state = JsonSerializer.Serialize(grainState.State, StateJson.Options);
        var etag = Next(grainState.ETag);
        var written = await database.WriteAsync(
            (session, cancel) => grainState.ETag is null
                ? session.ExecuteAsync(Insert, cancel, name, stateName, grainId.ToString(), etag, state)
                : session.ExecuteAsync(Update, cancel, name, stateName, grainId.ToString(), etag, state, grainState.ETag),
            CancellationToken.None);
        if (written == 0)
            throw await ConflictAsync(stateName, grainId, grainState.ETag);
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // What is cleared (a deleted account, say) has to be gone from the files too.
        var cleared = await database.WriteAsync(
            (session, cancel) => session.ExecuteAsync(Delete, cancel, name, stateName, grainId.ToString(), grainState.ETag), CancellationToken.None, wipes: true);
        if (cleared == 0 && (grainState.ETag is not null || await StoredEtagAsync(stateName, grainId) is not null))
            throw await ConflictAsync(stateName, grainId, grainState.ETag);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null!;
        grainState.RecordExists = false;
    }

    /// <summary>A state is read while its grain activates, and what fails the activation reaches the caller: it has to be something that callers know.</summary>
    private async Task<Stored?> ReadAsync(string stateName, GrainId grainId)
    {
        try
        {
            return await database.ReadAsync(
                (session, cancel) => session.FirstAsync(Select, row => new Stored(row.Text(0), row.Text(1)), cancel, name, stateName, grainId.ToString()),
                CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            throw new ChatException(ChatError.Unavailable);
        }
    }

    private static string Next(string? etag) => etag is null ? "1" : (long.Parse(etag) + 1).ToString();

    private async Task<InconsistentStateException> ConflictAsync(string stateName, GrainId grainId, string? current) =>
        new($"State {stateName} of {grainId} was written by another activation.", await StoredEtagAsync(stateName, grainId) ?? "none", current ?? "none");

    private Task<string?> StoredEtagAsync(string stateName, GrainId grainId) => database.ReadAsync(
        (session, cancel) => session.FirstAsync(Select, row => row.Text(0), cancel, name, stateName, grainId.ToString()), CancellationToken.None);

    private sealed record Stored(string Etag, string State);
}
