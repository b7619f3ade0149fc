using System.Data.Common;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Sqlite;

/// <summary>SQLite keeps an id as its 16 bytes and a truth as 0 or 1.</summary>
internal sealed class SqliteRow(DbDataReader reader) : Row(reader)
{
    public override Guid Id(int column) => new((byte[])Reader.GetValue(column), bigEndian: true);

    public override bool Flag(int column) => Reader.GetInt64(column) != 0;
}
