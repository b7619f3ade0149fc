using OrleansChat.Cluster.Tests.Crowds;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>The servers that a cluster leans on go away for ten seconds: a pause, or errors that ask to try again, and nothing worse.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ServersAwayTests(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task PostgreSQL_crashing_and_away_for_ten_seconds_loses_nothing()
    {
        var cluster = await shared.RequireAsync();
        await WhileAwayAsync(cluster, () => cluster.Postgres.StopAsync(immediately: true), async () =>
        {
            await cluster.Postgres.StartAgainAsync();
            cluster.Store.Clear();
        });
    }

    [Fact]
    public async Task Redis_away_for_ten_seconds_loses_nothing()
    {
        var cluster = await shared.RequireAsync();
        await WhileAwayAsync(cluster, cluster.Redis.StopAsync, cluster.Redis.StartAgainAsync);
    }

    private async Task WhileAwayAsync(ChatCluster cluster, Func<Task> stop, Func<Task> start)
    {
        await using var crowd = await Crowd.GatherAsync(cluster, Scale.Count(100, least: 20), groupSize: 20);
        await using var chatter = Chatter.Begin(crowd, Scale.Count(200, least: 20));
        await chatter.UntilAsync(Before);
        await stop();
        var (stopped, before) = (chatter.Elapsed, chatter.Acknowledged);
        await Task.Delay(Away, TimeProvider.System);
        var during = chatter.Acknowledged - before;
        await start();
        var back = chatter.Elapsed;
        output.WriteLine($"away from {stopped.TotalSeconds:F1} s to {back.TotalSeconds:F1} s: {during} sends acknowledged meanwhile");
        await chatter.UntilAsync(back + After);
        await chatter.EndAsync();
        await crowd.SettleAsync(chatter, output);
        Assert.All(cluster.Nodes, node => Assert.True(node.IsUp, $"{node.Name} ended.\n{node.Tail()}"));
    }
}
