using OrleansChat.Testing;

namespace OrleansChat.Cluster.Tests.Nodes;

/// <summary>What a cluster needs that not every machine has.</summary>
internal static class Requirements
{
    /// <summary>Skips the test, and says why, where a cluster cannot run. On CI that is a failure instead.</summary>
    public static void RequireCluster()
    {
        var missing = Missing();
        Assert.True(missing is null || Environment.GetEnvironmentVariable("CI") != "true" || IsLocal, missing);
        Assert.SkipWhen(missing is not null, missing ?? "");
    }

    /// <summary>Whether these tests were built with src/Orleans.Local, which is one process.</summary>
    private static bool IsLocal => typeof(Orleans.Grain).Assembly.GetName().Name == "OrleansChat.Orleans.Local";

    private static string? Missing()
    {
        if (IsLocal)
            return "NO CLUSTER: its tests did not run. They need the real Orleans (OrleansRuntime=Microsoft), PostgreSQL and redis-server.";
        string[] missing = [
            .. PostgresServer.IsInstalled ? Array.Empty<string>() : ["PostgreSQL (apt-get install postgresql)"],
            .. RedisServer.IsInstalled ? Array.Empty<string>() : ["redis-server (apt-get install redis-server)"],
        ];
        return missing.Length == 0 ? null : $"NO CLUSTER: its tests did not run. They need {string.Join(" and ", missing)}.";
    }
}
