using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Sqlite;

/// <summary>A statement that SQLite runs outside of transactions only, after the group that it was queued in.</summary>
internal sealed class SqliteUpkeep(string sql, bool rewrites = false) : QueuedWrite
{
    public string Sql { get; } = sql;

    /// <summary>Whether it leaves nothing of what was wiped before.</summary>
    public bool Rewrites { get; } = rewrites;

    /// <summary>False when a reader was in the way, as SQLite answers by a 1.</summary>
    public bool Done { get; set; }

    public override bool IsUpkeep => true;

    public override int Size => 64;
}
