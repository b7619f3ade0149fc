using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Sqlite;

/// <summary>A SQLite connection and the statements that it has prepared, which live as long as it does.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : DbSession, IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public SqliteConnection Connection { get; } = connection;

    public override Task IndexAgainAsync(Guid conversationId, CancellationToken cancellationToken) => ExecuteAsync(
        """
        INSERT INTO search_queue (position) SELECT position FROM messages
        WHERE conversation_id = $1 AND position <= (SELECT position FROM search_progress) ON CONFLICT DO NOTHING
        """,
        cancellationToken,
        conversationId);

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        Connection.Dispose();
    }

    protected internal override DbCommand Command(string sql, object?[] parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = new SqliteCommand(sql, Connection);
            for (var index = 0; index < parameters.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter($"${index + 1}", null));
            }

            _commands.Add(sql, command);
        }

        for (var index = 0; index < parameters.Length; index++)
        {
            command.Parameters[index].Value = parameters[index] switch
            {
                null => DBNull.Value,
                Guid id => id.ToByteArray(bigEndian: true),
                DateTimeOffset time => Timestamps.ToMicroseconds(time),
                bool flag => flag ? 1L : 0L,
                var value => value,
            };
        }

        return command;
    }

    protected internal override Row Row(DbDataReader reader) => new SqliteRow(reader);

    protected internal override IAsyncDisposable Release(DbCommand command) => KeptCommand.Instance;

    private sealed class KeptCommand : IAsyncDisposable
    {
        public static readonly KeptCommand Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
