using OrleansChat.Cluster.Tests.Crowds;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>Silos that die under load, one after the other, and come back.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SilosKilledTests(SharedCluster shared, ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Four_silos_killed_in_turn_under_load_lose_nothing_double_nothing_and_keep_one_order()
    {
        var cluster = await shared.RequireAsync();
        await KillInTurnAsync(cluster, rounds: 4, clients: Scale.Count(200, least: 20), rate: Scale.Count(500, least: 20), Scale.Time(Minute));
    }

    private async Task KillInTurnAsync(ChatCluster cluster, int rounds, int clients, int rate, TimeSpan time)
    {
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
        var took = chatter.Elapsed;
        var unaware = await crowd.CatchUpAsync();
        output.WriteLine($"{chatter.Acknowledged} messages of {clients} clients in {took.TotalSeconds:F1} s: {chatter.Acknowledged / took.TotalSeconds:F0} a second");
        output.WriteLine($"{unaware} of {2 * clients} positions were behind before their clients asked");
        output.WriteLine($"{crowd.Report}");
        await crowd.VerifyAsync();
        Assert.InRange(chatter.Acknowledged, (int)(rate * time.TotalSeconds * 0.95), int.MaxValue);
    }
}
