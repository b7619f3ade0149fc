namespace OrleansChat.Storage.Postgres;

/// <summary>The advisory locks that processes on one database agree on; each is held until the end of its transaction.</summary>
internal static class PostgresLocks
{
    /// <summary>Held by whoever changes the schema.</summary>
    public const string Schema = "pg_advisory_xact_lock(20545, 1)";

    /// <summary>Held by the one indexer that is at work, so that an older text never replaces a newer one in the index.</summary>
    public const string Index = "pg_advisory_xact_lock(20545, 3)";

    /// <summary>Held by whoever makes the tables of Orleans' own providers.</summary>
    public const string OrleansTables = "pg_advisory_xact_lock(20545, 4)";

    /// <summary>Held by whoever moves grain states to another table.</summary>
    public const string GrainStates = "pg_advisory_xact_lock(20545, 5)";
}
