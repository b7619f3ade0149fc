using System.Net;
using System.Text.Json;
using Npgsql;
using OrleansChat.Cluster.Tests.Clients;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>One send is one message, however often and wherever it is repeated.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RetriedSendTests(SharedCluster shared, ITestOutputHelper output)
{
    private const int Pairs = 10;
    private const int Repetitions = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task One_send_repeated_ten_times_at_once_through_both_fronts_while_a_silo_dies_is_stored_once_and_answered_the_same(int victim)
    {
        var cluster = await shared.RequireAsync();
        var prefix = $"r{Guid.NewGuid():N}"[..10];
        var users = await Task.WhenAll(Enumerable.Range(0, 2 * Pairs).Select(number => Account.RegisterAsync(cluster.FrontUrls[number % 2], $"{prefix}_{number}")));
        var retries = 0;

        // Conversations that are awake on both silos; then five of the ten at once, the kill, and at once the other five.
        await Task.WhenAll(Enumerable.Range(0, Pairs).Select(pair => SendAsync(pair, 0, $"{prefix}-hello-{pair}")));
        var sends = SendAll(0, Repetitions / 2);
        await cluster.Silos[victim].KillAsync();
        sends = [.. sends, .. SendAll(Repetitions / 2, Repetitions / 2)];
        var answers = await Task.WhenAll(sends).WaitAsync(Patience);

        output.WriteLine($"{sends.Length} requests with {Pairs} keys, {retries} retries");
        Assert.All(answers.GroupBy(answer => answer.Key), same => Assert.Single(same.Select(answer => (answer.Id, answer.Sequence)).Distinct()));
        foreach (var (key, id, _) in answers.Distinct())
            Assert.Equal([id], await StoredAsync(cluster.Store, key));

        Task<Answer>[] SendAll(int first, int count) => [.. from pair in Enumerable.Range(0, Pairs)
                                                            from repetition in Enumerable.Range(first, count)
                                                            select SendAsync(pair, repetition, $"{prefix}-{pair}")];

        Task<Answer> SendAsync(int pair, int repetition, string key) => Task.Run(() => RetriedSendTests.SendAsync(
            users[2 * pair], users[(2 * pair) + 1], cluster.FrontUrls[repetition % 2], key, () => Interlocked.Increment(ref retries)));
    }

    private static async Task<Answer> SendAsync(Account sender, Account receiver, Uri front, string key, Action retry)
    {
        var message = new { content = "once", type = "TEXT", receiverId = receiver.Id };
        while (true)
        {
            using var answer = await sender.SendAsync(front, HttpMethod.Post, "messages", message, key);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                var sent = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("data");
                return new Answer(key, sent.GetProperty("id").GetGuid(), sent.GetProperty("sequence").GetInt64());
            }

            Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode} {text}");
            Assert.NotNull(answer.Headers.RetryAfter);
            retry();
            await Task.Delay(RetryAfter, TimeProvider.System);
        }
    }

    private static async Task<List<Guid>> StoredAsync(NpgsqlDataSource store, string key)
    {
        await using var command = store.CreateCommand("SELECT id FROM messages WHERE operation_id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await rows.ReadAsync())
            ids.Add(rows.GetGuid(0));
        return ids;
    }

    /// <summary>What a send was answered.</summary>
    private readonly record struct Answer(string Key, Guid Id, long Sequence);
}
