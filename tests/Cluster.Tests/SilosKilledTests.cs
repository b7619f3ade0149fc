using OrleansChat.Cluster.Tests.Crowds;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>Silos that die under load, one after the other, and come back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SilosKilledTests(SharedCluster shared, ITestOutputHelper output)
{
    [Fact]
    public async Task Four_silos_killed_in_turn_under_load_lose_nothing_double_nothing_and_keep_one_order() =>
        await KillInTurnAsync(await shared.RequireAsync(), rounds: 4, clients: 200, rate: 500, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task The_same_holds_where_the_membership_is_in_PostgreSQL()
    {
        Requirements.RequireCluster();
        await shared.ReleaseAsync();
        await using var cluster = await ChatCluster.StartAsync(Membership.Postgres);
        await KillInTurnAsync(cluster, rounds: 2, clients: 100, rate: 200, TimeSpan.FromSeconds(30));
    }

    private async Task KillInTurnAsync(ChatCluster cluster, int rounds, int clients, int rate, TimeSpan time)
    {
        (clients, rate, time) = (Scale.Count(clients, least: 20), Scale.Count(rate, least: 20), Scale.Time(time));
        await using var crowd = await Crowd.GatherAsync(cluster, clients, groupSize: 20);
        await using var chatter = Chatter.Begin(crowd, rate);
        for (var round = 0; round < rounds; round++)
        {
            await chatter.UntilAsync(time * (round + 0.5) / rounds);
            var silo = cluster.Silos[round % cluster.Silos.Count];
            await silo.KillAsync();
            var killed = chatter.Elapsed;
            await silo.StartAsync();
            output.WriteLine($"{silo.Name} was killed at {killed.TotalSeconds:F1} s and was ready again {(chatter.Elapsed - killed).TotalSeconds:F1} s later; {chatter.Acknowledged} sends acknowledged by then");
        }

        await chatter.UntilAsync(time);
        await chatter.EndAsync();
        await crowd.SettleAsync(chatter, output);
        Assert.InRange(chatter.Acknowledged, (int)(rate * time.TotalSeconds * 0.95), int.MaxValue);
    }
}
