using System.Text.Json;
using Orleans.Runtime;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Postgres;

namespace OrleansChat.Storage.Grains;

/// <summary>Empties our own table for another provider, some states at a time, each lot in a transaction of its own. On PostgreSQL.</summary>
internal sealed class GrainStateRows(IDatabase database) : IGrainStateRows
{
    private const int Lot = 200;
    private const string Select = "SELECT storage_name, state_name, grain_id, state FROM grain_state LIMIT $1";
    private const string Delete = "DELETE FROM grain_state WHERE storage_name = $1 AND state_name = $2 AND grain_id = $3";

    public async Task MoveAsync(Func<string, GrainId, JsonElement, Task> put, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync((session, cancel) => MoveLotAsync(session, put, cancel), cancellationToken) > 0)
        {
            // Until none is left.
        }
    }

    private static async Task<int> MoveLotAsync(DbSession session, Func<string, GrainId, JsonElement, Task> put, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync($"SELECT {PostgresLocks.GrainStates}", cancellationToken);
        var states = await session.ListAsync(Select, row => (Storage: row.Text(0), Name: row.Text(1), Grain: row.Text(2), State: row.Text(3)), cancellationToken, (long)Lot);
        foreach (var state in states)
        {
            await put(state.Name, GrainId.Parse(state.Grain), JsonSerializer.Deserialize<JsonElement>(state.State, StateJson.Options));
            await session.ExecuteAsync(Delete, cancellationToken, state.Storage, state.Name, state.Grain);
        }

        return states.Count;
    }
}
