using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>
/// A statement of the writer, prepared once: binds and steps without the objects that ADO.NET makes for each execution.
/// Parameters and columns count from 1 and 0, as in SQLite.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[1024];

    public SqliteStatement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public SqliteStatement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public SqliteStatement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, parameter, bytes));
        return this;
    }

    public SqliteStatement Bind(int parameter, Guid? value) => value is { } id ? Bind(parameter, id) : BindNull(parameter);

    public SqliteStatement Bind(int parameter, string? value)
    {
        if (value is null)
            return BindNull(parameter);
        if (value.Length == 0)
        {
            // An empty span has no address, which SQLite takes for NULL.
            Check(raw.sqlite3_bind_text(_statement, parameter, string.Empty));
            return this;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < most)
            _utf8 = new byte[most];
        var length = Encoding.UTF8.GetBytes(value, _utf8);
        Check(raw.sqlite3_bind_text(_statement, parameter, _utf8.AsSpan(0, length)));
        return this;
    }

    /// <summary>Runs to the end and returns how many rows changed.</summary>
    public int Execute()
    {
        var result = raw.sqlite3_step(_statement);
        var changes = raw.sqlite3_changes(_connection);
        Reset();
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            Throw(result);
        return changes;
    }

    /// <summary>Moves to the next row; false, and ready for the next execution, when there is none.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        Reset();
        if (result != raw.SQLITE_DONE)
            Throw(result);
        return false;
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    /// <summary>Makes the statement ready for the next execution, in the middle of its rows too.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public void Dispose() => _statement.Dispose();

    private SqliteStatement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            Throw(result);
    }

    private void Throw(int result) =>
        throw new SqliteException(raw.sqlite3_errmsg(_connection).utf8_to_string(), result & 0xFF, raw.sqlite3_extended_errcode(_connection));
}
