using Npgsql;
using NpgsqlTypes;

namespace OrleansChat.Storage.Postgres;

/// <summary>A column of the rows that a statement inserts, whatever its type.</summary>
internal interface IPostgresColumn
{
    /// <summary>The value of the first row, as a parameter that follows it.</summary>
    NpgsqlParameter First { get; }

    /// <summary>All values as an array parameter that follows them; each command needs one of its own.</summary>
    NpgsqlParameter ToParameter();

    void Clear();
}

/// <summary>The values of one column, sent without boxing.</summary>
internal sealed class PostgresColumn<T>(NpgsqlDbType type) : IPostgresColumn
{
    private readonly List<T> _values = [];
    private readonly NpgsqlParameter<T> _first = new() { NpgsqlDbType = type };

    public int Count => _values.Count;

    public NpgsqlParameter First => _first;

    public NpgsqlParameter ToParameter() => new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };

    public void Add(T value)
    {
        if (_values.Count == 0)
            _first.TypedValue = value;
        _values.Add(value);
    }

    public void Clear() => _values.Clear();
}
