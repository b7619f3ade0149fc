using System.Diagnostics;
using OrleansChat.Cluster.Tests.Clients;
using OrleansChat.Cluster.Tests.Crowds;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>Thousands of sockets lost at once: everyone is back soon, has everything, and neither the database nor the grains are overrun.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LostConnectionsTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int Devices = 4;
    private const int Missed = 20;
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task All_clients_of_a_killed_front_resume_on_the_other_within_15_seconds_and_each_conversation_is_read_once_at_most()
    {
        var cluster = await shared.RequireAsync();
        await using var crowd = await GatherAsync(cluster, (_, _) => 0);
        await cluster.Store.CountReadsAsync();

        await cluster.Fronts[0].KillAsync();
        var killed = Stopwatch.GetTimestamp();
        var missed = Task.WhenAll(crowd.Groups.Select((group, number) => WriteAsync(group.Members[0], cluster.FrontUrls[1], group.Id, number)));
        var took = await Crowd.UntilAsync(crowd.Clients, client => client.ResumedAt > killed, killed, "back");
        await missed;
        var last = Stopwatch.GetElapsedTime(killed, crowd.Clients.Max(client => client.ResumedAt));
        var reads = await cluster.Store.ReadsAsync();
        output.WriteLine($"{crowd.Clients.Count} clients of {crowd.Users.Count} users were back {last.TotalSeconds:F1} s after the kill; {reads} history reads in {crowd.Conversations.Count} conversations");
        await crowd.SettleAsync(null, output);
        await crowd.Users[0].AskAsync(cluster.FrontUrls[1], HttpMethod.Get, $"messages/group/{crowd.GroupOf(0)}?page=2");
        Assert.True(await cluster.Store.ReadsAsync() > reads, "A page of the history was read, and not counted.");
        Assert.All(crowd.Clients, client => Assert.Equal(1, client.Front));
        Assert.InRange(took, TimeSpan.Zero, Back);
        Assert.InRange(reads, 0, crowd.Conversations.Count);
    }

    [Fact]
    public async Task All_sockets_of_both_fronts_dropped_at_once_are_back_within_15_seconds_without_a_grain_timing_out()
    {
        var cluster = await shared.RequireAsync();
        await using var crowd = await GatherAsync(cluster, (user, device) => user + device);
        var marks = cluster.Nodes.ToDictionary(node => node, node => node.Printed);

        var dropped = Stopwatch.GetTimestamp();
        Parallel.ForEach(crowd.Clients, client => client.Break());
        var took = await Crowd.UntilAsync(crowd.Clients, client => client.ResumedAt > dropped, dropped, "back");
        output.WriteLine($"{crowd.Clients.Count} clients of {crowd.Users.Count} users were back {took.TotalSeconds:F1} s after the drop");
        await Task.WhenAll(crowd.Groups.Select((group, number) => WriteAsync(group.Members[0], cluster.FrontUrls[number % 2], group.Id, number)));
        await crowd.SettleAsync(null, output);
        Assert.InRange(took, TimeSpan.Zero, Back);
        foreach (var node in cluster.Nodes)
            Assert.DoesNotContain(node.LinesSince(marks[node]), IsGrainTimeout);
    }

    /// <summary>Calls to grains only: what is said to a front that an earlier test killed is not answered either.</summary>
    private static bool IsGrainTimeout(string line) =>
        line.Contains("Response did not arrive on time", StringComparison.Ordinal) && !line.Contains("IFrontObserver", StringComparison.Ordinal);

    private static Task<Crowd> GatherAsync(ChatCluster cluster, Func<int, int, int> home) =>
        Crowd.GatherAsync(cluster, Scale.Count(500, least: 20), groupSize: 50, Devices, home);

    private static async Task WriteAsync(Account sender, Uri front, Guid group, int number)
    {
        for (var message = 0; message < Missed; message++)
            await sender.AskAsync(front, HttpMethod.Post, "messages", new { content = $"missed {number} {message}", type = "TEXT", groupId = group });
    }
}
