namespace OrleansChat.Cluster.Tests.Nodes;

/// <summary>One cluster for all tests that use Redis for its membership, started by the first of them; they run one at a time.</summary>
public sealed class SharedCluster : IAsyncDisposable
{
    private ChatCluster? _cluster;

    /// <summary>The cluster, with all its nodes up; skips the test where there can be none.</summary>
    internal async Task<ChatCluster> RequireAsync()
    {
        Requirements.RequireCluster();
        _cluster ??= await ChatCluster.StartAsync(Membership.Redis);
        await _cluster.EnsureUpAsync();
        return _cluster;
    }

    /// <summary>Ends the cluster, so that another one has the machine to itself; the next test starts it anew.</summary>
    internal async Task ReleaseAsync()
    {
        await DisposeAsync();
        _cluster = null;
    }

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>All tests of this project: each needs the whole machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClusterCollection : ICollectionFixture<SharedCluster>
{
    public const string Name = "cluster";
}
