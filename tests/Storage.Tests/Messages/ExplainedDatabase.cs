using System.Data.Common;
using System.Text.Json;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Sqlite;
using SQLitePCL;

namespace OrleansChat.Storage.Tests.Messages;

/// <summary>A database that has every statement of its reads explained as well, with the parameters that it was run with.</summary>
/// <param name="inner">The database.</param>
/// <param name="explain">What is put in front of a statement.</param>
/// <param name="column">Where the explanation stands in its rows.</param>
internal sealed class ExplainedDatabase(IDatabase inner, string explain, int column) : IDatabase
{
    private readonly List<Plan> _plans = [];
    private long _steps;

    /// <summary>Runs a read and answers how its statements were carried out.</summary>
    public async Task<Cost> ExplainAsync(Func<Task> read)
    {
        _plans.Clear();
        _steps = 0;
        await read();
        Assert.NotEmpty(_plans);
        return new Cost([.. _plans], _steps);
    }

    public Task<T> ReadAsync<T>(Func<DbSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        inner.ReadAsync(
            async (session, cancel) =>
            {
                var recording = new RecordingSession(session);
                T result;
                using (CountSteps(session as SqliteSession))
                    result = await read(recording, cancel);
                foreach (var (sql, parameters) in recording.Statements)
                {
                    _plans.Add(new Plan(sql, await session.ListAsync($"{explain} {sql}", row => row.Text(column), cancel, parameters)));
                }

                return result;
            },
            cancellationToken);

    public Task<T> WriteAsync<T>(Func<DbSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken, bool wipes = false) =>
        inner.WriteAsync(write, cancellationToken, wipes);

    /// <summary>Counts the instructions of SQLite's machine until the result is disposed of.</summary>
    private StepCounter? CountSteps(SqliteSession? session)
    {
        if (session is null)
            return null;
        raw.sqlite3_progress_handler(session.Connection.Handle, 1, _ => (int)(0 * ++_steps), null);
        return new StepCounter(session);
    }

    private sealed class StepCounter(SqliteSession session) : IDisposable
    {
        public void Dispose() => raw.sqlite3_progress_handler(session.Connection.Handle, 0, null, null);
    }

    private sealed class RecordingSession(DbSession inner) : DbSession
    {
        public List<(string Sql, object?[] Parameters)> Statements { get; } = [];

        public override Task IndexAgainAsync(Guid conversationId, CancellationToken cancellationToken) => throw new NotSupportedException();

        protected internal override DbCommand Command(string sql, object?[] parameters)
        {
            Statements.Add((sql, parameters));
            return inner.Command(sql, parameters);
        }

        protected internal override Row Row(DbDataReader reader) => inner.Row(reader);

        protected internal override IAsyncDisposable Release(DbCommand command) => inner.Release(command);
    }
}

/// <summary>What a read cost.</summary>
/// <param name="Plans">How each of its statements was carried out.</param>
/// <param name="Steps">SQLite: the instructions of its machine.</param>
internal sealed record Cost(IReadOnlyList<Plan> Plans, long Steps);

/// <summary>How a statement was carried out, in the words of its database.</summary>
internal sealed record Plan(string Sql, IReadOnlyList<string> Lines)
{
    /// <summary>PostgreSQL's JSON: pages of tables and indexes that were looked at.</summary>
    public long Buffers => Number(Root, "Shared Hit Blocks") + Number(Root, "Shared Read Blocks");

    /// <summary>PostgreSQL's JSON: rows that were fetched, those that were thrown away included.</summary>
    public long Rows => RowsOf(Root);

    private JsonElement Root => JsonDocument.Parse(string.Concat(Lines)).RootElement[0].GetProperty("Plan");

    public override string ToString() => $"{Sql}\n{string.Join('\n', Lines)}";

    private static long RowsOf(JsonElement step)
    {
        var thrownAway = Number(step, "Rows Removed by Filter") + Number(step, "Rows Removed by Index Recheck");
        return step.TryGetProperty("Plans", out var steps)
            ? (thrownAway * Number(step, "Actual Loops")) + steps.EnumerateArray().Sum(RowsOf)
            : (thrownAway + Number(step, "Actual Rows")) * Number(step, "Actual Loops");
    }

    private static long Number(JsonElement step, string name) => step.TryGetProperty(name, out var number) ? (long)number.GetDouble() : 0;
}
