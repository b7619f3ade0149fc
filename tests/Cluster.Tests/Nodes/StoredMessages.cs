using Npgsql;
using OrleansChat.Testing.History;

namespace OrleansChat.Cluster.Tests.Nodes;

/// <summary>What the database has, and what it was asked for.</summary>
internal static class StoredMessages
{
    /// <summary>Has the server count its statements.</summary>
    public const string ServerSettings = "-c shared_preload_libraries=pg_stat_statements -c pg_stat_statements.max=2000";

    /// <summary>How often a range of some conversation's history was read since <see cref="CountReadsAsync"/>.</summary>
    public static async Task<long> ReadsAsync(this NpgsqlDataSource store)
    {
        await using var command = store.CreateCommand("""
            SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
            WHERE query LIKE '%FROM messages m%' AND query LIKE '%m.sequence >= %' AND query LIKE '%m.sequence <= %'
            """);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Begins to count reads.</summary>
    public static async Task CountReadsAsync(this NpgsqlDataSource store)
    {
        await using var command = store.CreateCommand("CREATE EXTENSION IF NOT EXISTS pg_stat_statements; SELECT pg_stat_statements_reset()");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Records all messages of the conversations, as they are stored.</summary>
    public static async Task RecordStoredAsync(this NpgsqlDataSource store, RecordedHistory history, IReadOnlyCollection<Guid> conversations)
    {
        var stored = conversations.ToDictionary(conversation => conversation, _ => new List<KeptMessage>());
        await using var command = store.CreateCommand(
            "SELECT conversation_id, sequence, id, sender_id, operation_id FROM messages WHERE conversation_id = ANY($1) ORDER BY conversation_id, sequence");
        command.Parameters.Add(new NpgsqlParameter { Value = conversations.ToArray() });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var conversation = rows.GetGuid(0);
            var message = new SeenMessage(conversation, rows.GetInt64(1), rows.GetGuid(2));
            stored[conversation].Add(new KeptMessage(message, rows.GetGuid(3), await rows.IsDBNullAsync(4) ? null : rows.GetString(4)));
        }

        foreach (var (conversation, messages) in stored)
            history.Stored(conversation, messages);
    }

    /// <summary>The last place of each conversation.</summary>
    public static async Task<Dictionary<Guid, long>> HeadsAsync(this NpgsqlDataSource store, IReadOnlyCollection<Guid> conversations)
    {
        var heads = new Dictionary<Guid, long>();
        await using var command = store.CreateCommand("SELECT conversation_id, max(sequence) FROM messages WHERE conversation_id = ANY($1) GROUP BY conversation_id");
        command.Parameters.Add(new NpgsqlParameter { Value = conversations.ToArray() });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            heads[rows.GetGuid(0)] = rows.GetInt64(1);
        return heads;
    }
}
