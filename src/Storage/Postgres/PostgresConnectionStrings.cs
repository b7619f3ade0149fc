using Npgsql;

namespace OrleansChat.Storage.Postgres;

/// <summary>Connection strings from the configuration, with what this program adds.</summary>
internal static class PostgresConnectionStrings
{
    /// <summary>Throws when <paramref name="configured"/> is no connection string; the message names the key and never the content.</summary>
    public static void Validate(string configured)
    {
        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(configured).Host))
                throw new InvalidOperationException("Storage:ConnectionString: Host is missing.");
        }
        catch (ArgumentException malformed)
        {
            throw new InvalidOperationException("Storage:ConnectionString: this is no PostgreSQL connection string.", malformed);
        }
    }

    /// <summary>For reads and small transactions: pooled, a few for each core unless configured; statements that are used often are prepared.</summary>
    public static string ForPool(string configured, string applicationName = "orleanschat")
    {
        var pool = new NpgsqlConnectionStringBuilder(configured)
        {
            ApplicationName = applicationName,
            MaxAutoPrepare = 128,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            CommandTimeout = 15,
        };
        if (!pool.ShouldSerialize("Maximum Pool Size"))
            pool.MaxPoolSize = Math.Clamp(4 * Environment.ProcessorCount, 8, 32);
        return pool.ToString();
    }

    /// <summary>For the writer: one connection of its own, whose every step takes a bounded time.</summary>
    public static string ForWriter(string configured) => new NpgsqlConnectionStringBuilder(configured)
    {
        ApplicationName = "orleanschat writer",
        MaxAutoPrepare = 64,
        AutoPrepareMinUsages = 2,
        Pooling = false,
        Timeout = 3,
        CommandTimeout = 10,
        CancellationTimeout = 2_000,
    }.ToString();
}
