namespace OrleansChat.Micro;

/// <summary>The databases to measure on: SQLite in a fresh folder, and PostgreSQL where the environment says how to reach one.</summary>
internal static class Databases
{
    /// <summary>The environment variable that holds an Npgsql connection string, of a database that benchmarks may write to.</summary>
    public const string Variable = "ORLEANSCHAT_MICRO_POSTGRES";

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => ConnectionString("Postgres") is null ? ["Sqlite"] : ["Sqlite", "Postgres"];

    /// <summary>How to reach one; null for SQLite.</summary>
    public static string? ConnectionString(string name) => name == "Postgres" ? Environment.GetEnvironmentVariable(Variable) : null;
}
