using System.Data.Common;
using Npgsql;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Postgres;

/// <summary>A PostgreSQL connection; Npgsql prepares by itself what is used often.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : DbSession
{
    public override Task IndexAgainAsync(Guid conversationId, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO search_queue (conversation_ids, sequences)
        SELECT array_agg(conversation_id), array_agg(sequence) FROM messages WHERE conversation_id = $1 HAVING count(*) > 0
        """,
        cancellationToken,
        conversationId);

    protected internal override DbCommand Command(string sql, object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = parameter switch
                {
                    null => DBNull.Value,
                    DateTimeOffset time => Timestamps.ToMicroseconds(time),
                    _ => parameter,
                },
            });
        }

        return command;
    }

    protected internal override Row Row(DbDataReader reader) => new PostgresRow(reader);

    protected internal override IAsyncDisposable Release(DbCommand command) => command;
}
