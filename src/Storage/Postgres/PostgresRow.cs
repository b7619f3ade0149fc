using System.Data.Common;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Postgres;

/// <summary>PostgreSQL has the types.</summary>
internal sealed class PostgresRow(DbDataReader reader) : Row(reader)
{
    public override Guid Id(int column) => Reader.GetGuid(column);

    public override bool Flag(int column) => Reader.GetBoolean(column);
}
