using System.Data.Common;

namespace OrleansChat.Storage.Data;

/// <summary>
/// A connection while one caller uses it. Both databases understand the same SQL with parameters $1, $2 and so on;
/// ids and times are given as <see cref="Guid"/> and <see cref="DateTimeOffset"/>.
/// </summary>
internal abstract class DbSession
{
    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        var command = Command(sql, parameters);
        await using var release = Release(command);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>All rows of a query.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, Func<Row, T> map, CancellationToken cancellationToken, params object?[] parameters)
    {
        var rows = new List<T>();
        var command = Command(sql, parameters);
        await using var release = Release(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = Row(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(row));
        }

        return rows;
    }

    /// <summary>The first row of a query, or the default.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<Row, T> map, CancellationToken cancellationToken, params object?[] parameters)
    {
        var command = Command(sql, parameters);
        await using var release = Release(command);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? map(Row(reader)) : default;
    }

    /// <summary>The number that a query answers; 0 for none.</summary>
    public Task<long> NumberAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        FirstAsync(sql, row => row.NumberOrNull(0) ?? 0, cancellationToken, parameters);

    /// <summary>Has the messages of a conversation indexed (again).</summary>
    public abstract Task IndexAgainAsync(Guid conversationId, CancellationToken cancellationToken);

    /// <summary>"$first, $first+1, …" for an IN list of <paramref name="count"/> values.</summary>
    public static string Placeholders(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(number => $"${number}"));

    /// <summary>Repeats the last value up to a power of two, so that lists of all lengths share few prepared statements.</summary>
    public static object?[] PadToPowerOfTwo(object?[] values)
    {
        var padded = new object?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)values.Length)];
        values.CopyTo(padded, 0);
        padded.AsSpan(values.Length).Fill(values[^1]);
        return padded;
    }

    protected internal abstract DbCommand Command(string sql, object?[] parameters);

    protected internal abstract Row Row(DbDataReader reader);

    /// <summary>What to dispose after use: nothing where commands are kept.</summary>
    protected internal abstract IAsyncDisposable Release(DbCommand command);
}
