using System.Diagnostics;
using System.Net;
using OrleansChat.Cluster.Tests.Clients;
using OrleansChat.Cluster.Tests.Nodes;

namespace OrleansChat.Cluster.Tests;

/// <summary>What a user may no longer do ends on every front within a second of the answer to whoever ended it.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RevocationTests(SharedCluster shared, ITestOutputHelper output)
{
    /// <summary>Enough for grains on both silos, and connections on both fronts, to have their turn.</summary>
    private const int Rounds = 8;

    private static readonly TimeSpan Effective = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Whoever_is_put_out_of_a_group_hears_nothing_of_it_a_second_later_on_any_front()
    {
        var cluster = await shared.RequireAsync();
        var late = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(async round =>
        {
            var (owner, member, other) = await RegisterAsync(cluster, round);
            var group = await owner.CreateGroupAsync(cluster.FrontUrls[0], [member, other]);
            using var devices = new Listeners([.. await Task.WhenAll(cluster.FrontUrls.Select(front => Listener.ConnectAsync(member, front)))]);
            using var witness = await Listener.ConnectAsync(other, cluster.FrontUrls[round % 2]);
            using var stop = new CancellationTokenSource();
            var writing = WriteAsync(owner, cluster, new { groupId = group }, stop.Token);
            await UntilAsync(() => devices.All.All(device => device.LastAt > 0) && witness.LastAt > 0);

            await owner.AskAsync(cluster.FrontUrls[round % 2], HttpMethod.Delete, $"groups/{group}/members/{member.Id}");
            var answered = Stopwatch.GetTimestamp();
            await Task.Delay(Watched, TimeProvider.System);
            await stop.CancelAsync();
            var last = await writing;
            await UntilAsync(() => witness.Heard(last));
            return devices.All.Max(device => Stopwatch.GetElapsedTime(answered, device.LastAt));
        }));
        Report("last message heard after the answer to the removal", late);
        Assert.All(late, time => Assert.InRange(time, TimeSpan.MinValue, Effective));
    }

    [Fact]
    public async Task A_session_that_logs_out_is_cut_and_refused_on_every_front_within_a_second()
    {
        var cluster = await shared.RequireAsync();
        var late = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(async round =>
        {
            var (user, sender, _) = await RegisterAsync(cluster, round);
            var session = await Account.LogInAsync(cluster.FrontUrls[round % 2], user.Name);
            using var ended = new Listeners([.. await Task.WhenAll(cluster.FrontUrls.Select(front => Listener.ConnectAsync(session, front)))]);
            using var kept = await Listener.ConnectAsync(user, cluster.FrontUrls[0]);
            using var stop = new CancellationTokenSource();
            var writing = WriteAsync(sender, cluster, new { receiverId = user.Id }, stop.Token);
            await UntilAsync(() => ended.All.All(device => device.LastAt > 0) && kept.LastAt > 0);

            await session.AskAsync(cluster.FrontUrls[round / 2 % 2], HttpMethod.Post, "auth/logout", new { refreshToken = session.RefreshToken });
            var answered = Stopwatch.GetTimestamp();
            await Task.WhenAll(ended.All.Select(device => device.Ended)).WaitAsync(Patience);
            var refused = await RefusedAsync(session, cluster);
            await Task.Delay(Watched, TimeProvider.System);
            await stop.CancelAsync();
            var last = await writing;
            await UntilAsync(() => kept.Heard(last));
            Assert.Equal(0, kept.EndedAt);
            return ended.All.Select(device => Stopwatch.GetElapsedTime(answered, Math.Max(device.EndedAt, device.LastAt)))
                .Append(Stopwatch.GetElapsedTime(answered, refused)).Max();
        }));
        Report("session's end after the answer to its logout", late);
        Assert.All(late, time => Assert.InRange(time, TimeSpan.MinValue, Effective));
    }

    [Fact]
    public async Task A_user_who_logs_out_everywhere_is_cut_and_refused_on_every_front_within_a_second()
    {
        var cluster = await shared.RequireAsync();
        var late = await Task.WhenAll(Enumerable.Range(0, Rounds).Select(async round =>
        {
            var (user, sender, _) = await RegisterAsync(cluster, round);
            var sessions = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Account.LogInAsync(cluster.FrontUrls[number % 2], user.Name)));
            using var devices = new Listeners([.. await Task.WhenAll(sessions.Select((session, number) => Listener.ConnectAsync(session, cluster.FrontUrls[number / 2])))]);
            using var stop = new CancellationTokenSource();
            var writing = WriteAsync(sender, cluster, new { receiverId = user.Id }, stop.Token);
            await UntilAsync(() => devices.All.All(device => device.LastAt > 0));

            await user.AskAsync(cluster.FrontUrls[round % 2], HttpMethod.Post, "auth/logout-all");
            var answered = Stopwatch.GetTimestamp();
            await Task.WhenAll(devices.All.Select(device => device.Ended)).WaitAsync(Patience);
            var refused = (await Task.WhenAll(sessions.Append(user).Select(session => RefusedAsync(session, cluster)))).Max();
            await stop.CancelAsync();
            await writing;
            return devices.All.Select(device => Stopwatch.GetElapsedTime(answered, Math.Max(device.EndedAt, device.LastAt)))
                .Append(Stopwatch.GetElapsedTime(answered, refused)).Max();
        }));
        Report("last session's end after the answer to the logout everywhere", late);
        Assert.All(late, time => Assert.InRange(time, TimeSpan.MinValue, Effective));
    }

    private void Report(string what, TimeSpan[] times) =>
        output.WriteLine($"{what}: ms {string.Join(", ", times.Order().Select(time => $"{time.TotalMilliseconds:F0}"))}");

    private static async Task<(Account, Account, Account)> RegisterAsync(ChatCluster cluster, int round)
    {
        var prefix = $"k{Guid.NewGuid():N}"[..10];
        var users = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Account.RegisterAsync(cluster.FrontUrls[(round + number) % 2], $"{prefix}_{number}")));
        return (users[0], users[1], users[2]);
    }

    /// <summary>Writes at a steady pace, on both fronts in turn; answers the last message.</summary>
    private static async Task<string> WriteAsync(Account sender, ChatCluster cluster, object address, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(Pace);
        for (var number = 0; ; number++)
        {
            var message = new Dictionary<string, object?> { ["content"] = $"message {number}", ["type"] = "TEXT" };
            foreach (var property in address.GetType().GetProperties())
                message[property.Name] = property.GetValue(address);
            await sender.AskAsync(cluster.FrontUrls[number % 2], HttpMethod.Post, "messages", message);
            if (stop.IsCancellationRequested)
                return $"message {number}";
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>When the session was refused on every front for the first time.</summary>
    private static async Task<long> RefusedAsync(Account session, ChatCluster cluster)
    {
        foreach (var front in cluster.FrontUrls)
        {
            await UntilAsync(async () =>
            {
                using var answer = await session.SendAsync(front, HttpMethod.Get, "auth/me");
                return answer.StatusCode == HttpStatusCode.Unauthorized;
            });
        }

        return Stopwatch.GetTimestamp();
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
            await pause.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>Several devices.</summary>
    private sealed class Listeners(Listener[] all) : IDisposable
    {
        public Listener[] All => all;

        public void Dispose()
        {
            foreach (var listener in all)
                listener.Dispose();
        }
    }
}
