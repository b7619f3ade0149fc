using System.Data.Common;

namespace OrleansChat.Storage.Data;

/// <summary>The current row of a result, with the types of both databases read as ours.</summary>
internal abstract class Row(DbDataReader reader)
{
    protected DbDataReader Reader { get; } = reader;

    public abstract Guid Id(int column);

    public Guid? IdOrNull(int column) => Reader.IsDBNull(column) ? null : Id(column);

    public abstract bool Flag(int column);

    public long Number(int column) => Reader.GetInt64(column);

    public long? NumberOrNull(int column) => Reader.IsDBNull(column) ? null : Reader.GetInt64(column);

    public string Text(int column) => Reader.GetString(column);

    public string? TextOrNull(int column) => Reader.IsDBNull(column) ? null : Reader.GetString(column);

    public DateTimeOffset Time(int column) => Timestamps.FromMicroseconds(Reader.GetInt64(column));

    public DateTimeOffset? TimeOrNull(int column) => Reader.IsDBNull(column) ? null : Time(column);
}
