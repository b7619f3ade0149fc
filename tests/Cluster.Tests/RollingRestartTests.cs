using OrleansChat.Cluster.Tests.Crowds;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>An upgrade: every node leaves in good order and comes back, one after the other, under load.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RollingRestartTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int Retries = 3;

    [Fact]
    public async Task A_rolling_restart_of_all_silos_and_fronts_fails_no_send_that_is_retried_three_times()
    {
        var cluster = await shared.RequireAsync();
        var clients = Scale.Count(200, least: 20);
        await using var crowd = await Crowd.GatherAsync(cluster, clients, groupSize: 20);
        await using var chatter = Chatter.Begin(crowd, Scale.Count(500, least: 20));
        await chatter.UntilAsync(TimeSpan.FromSeconds(5));
        foreach (var node in cluster.Nodes)
        {
            var took = await node.LeaveAsync();
            var left = chatter.Elapsed;
            await node.StartAsync();
            output.WriteLine($"{node.Name} left in {took.TotalSeconds:F1} s and was ready again {(chatter.Elapsed - left).TotalSeconds:F1} s later; most retries so far: {crowd.Report.MostRetries}");
        }

        await chatter.UntilAsync(Scale.Time(TimeSpan.FromMinutes(1)));
        await chatter.EndAsync();
        await crowd.SettleAsync(chatter, output);
        Assert.InRange(crowd.Report.MostRetries, 0, Retries);
    }
}
