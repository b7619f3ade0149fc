using System.Diagnostics;
using OrleansChat.Cluster.Tests.Clients;
using OrleansChat.Cluster.Tests.Nodes;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Testing.History;

namespace OrleansChat.Cluster.Tests.Crowds;

/// <summary>
/// Users with devices on all fronts, who write to a partner on another front and to their group, and everything that they saw.
/// </summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int AtOnce = 32;

    /// <summary>The longest that any wait takes before the test is given up: far more than is ever promised.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>How long what was sent last may take to reach everyone by itself.</summary>
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(15);

    private readonly ChatCluster _cluster;
    private readonly string _prefix = $"u{Guid.NewGuid():N}"[..10];
    private readonly HashSet<Guid> _conversations = [];
    private readonly Dictionary<Account, Guid[]> _conversationsOf = [];
    private readonly Dictionary<Account, int> _numbers = [];

    private Crowd(ChatCluster cluster) => _cluster = cluster;

    /// <summary>The users; partners are neighbours.</summary>
    public IReadOnlyList<Account> Users { get; private set; } = [];

    /// <summary>The groups, each with its members.</summary>
    public IReadOnlyList<(Guid Id, IReadOnlyList<Account> Members)> Groups { get; private set; } = [];

    /// <summary>All devices.</summary>
    public IReadOnlyList<ChatClient> Clients { get; private set; } = [];

    /// <summary>All conversations.</summary>
    public IReadOnlyCollection<Guid> Conversations => _conversations;

    /// <summary>What they saw.</summary>
    public RecordedHistory History { get; } = new();

    /// <summary>What they met beside it.</summary>
    public ClientReport Report { get; } = new();

    /// <summary>
    /// Registers users, makes groups of <paramref name="groupSize"/>, connects <paramref name="devices"/> devices of each, spread over the
    /// fronts, and has one message sent in each conversation, which all must hear.
    /// </summary>
    /// <param name="cluster">Where.</param>
    /// <param name="users">How many users; an even number.</param>
    /// <param name="groupSize">Members of each group; every user is in one.</param>
    /// <param name="devices">Devices of each user.</param>
    /// <param name="home">The front of a device, by its user's and its own number; by default they alternate.</param>
    public static async Task<Crowd> GatherAsync(ChatCluster cluster, int users, int groupSize, int devices = 1, Func<int, int, int>? home = null)
    {
        var crowd = new Crowd(cluster);
        try
        {
            await crowd.RegisterAsync(users, groupSize);
            await crowd.ConnectAsync(devices, home ?? ((user, device) => user + device));
            await crowd.GreetAsync();
            return crowd;
        }
        catch
        {
            await crowd.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where a user stands among <see cref="Users"/>.</summary>
    public int NumberOf(Account user) => _numbers[user];

    /// <summary>The partner of a user.</summary>
    public Account PartnerOf(int user) => Users[user ^ 1];

    /// <summary>The group of a user.</summary>
    public Guid GroupOf(int user) => _conversationsOf[Users[user]][1];

    /// <summary>
    /// When all is over: what was sent last has to reach everyone by itself, or everyone has to learn that they miss something. Then
    /// everyone asks for what they miss, and what they saw is compared with what is stored and with what may be seen.
    /// </summary>
    public async Task SettleAsync(Chatter? chatter, ITestOutputHelper output)
    {
        if (chatter is not null)
            output.WriteLine($"{chatter.Acknowledged} messages of {Clients.Count} clients in {chatter.Elapsed.TotalSeconds:F1} s: {chatter.Acknowledged / chatter.Elapsed.TotalSeconds:F0} a second");
        var ended = Stopwatch.GetTimestamp();
        var heads = await _cluster.Store.HeadsAsync(_conversations);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (UnawareOf(heads).Any() && Stopwatch.GetElapsedTime(ended) < Healing)
            await looks.WaitForNextTickAsync();
        var unaware = UnawareOf(heads).ToArray();
        output.WriteLine($"{Stopwatch.GetElapsedTime(ended).TotalSeconds:F1} s after the end {unaware.Length} of {2 * Clients.Count} positions were behind without their clients' knowing");
        await Parallel.ForEachAsync(Clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (client, _) => await client.ResumeAsync()).WaitAsync(Patience);
        output.WriteLine($"{Report}");

        await _cluster.Store.RecordStoredAsync(History, _conversations);
        foreach (var client in Clients)
        {
            foreach (var conversation in ConversationsOf(client))
                History.Expect(client.Name, conversation);
        }

        Assert.True(Report.Violations.Count == 0, $"{Report.Violations.Count} violations:\n{string.Join('\n', Report.Violations.Take(20))}");
        History.Verify();
        Assert.True(unaware.Length == 0, $"Nobody told these clients, who were connected, of the last messages:\n{string.Join('\n', unaware.Take(20))}");
    }

    /// <summary>Waits until something is true of all clients of a selection; answers how long after <paramref name="since"/> that was.</summary>
    public static async Task<TimeSpan> UntilAsync(IReadOnlyCollection<ChatClient> clients, Func<ChatClient, bool> holds, long since, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (clients.Count(client => !holds(client)) is > 0 and var missing)
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"After {Patience.TotalMinutes} minutes {missing} of {clients.Count} clients were not yet {what}.");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(since);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(Clients.Select(client => client.DisposeAsync().AsTask()));

    private async Task RegisterAsync(int users, int groupSize)
    {
        var accounts = new Account[users];
        await Parallel.ForEachAsync(Enumerable.Range(0, users), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            accounts[number] = await Account.RegisterAsync(Front(number), $"{_prefix}_{number}"));
        Users = accounts;
        var groups = accounts.Chunk(groupSize).ToArray();
        var ids = await Task.WhenAll(groups.Select((members, number) => members[0].CreateGroupAsync(Front(number), members[1..])));
        Groups = [.. ids.Zip(groups, (id, members) => (id, (IReadOnlyList<Account>)members))];
        for (var user = 0; user < users; user++)
        {
            _numbers[Users[user]] = user;
            _conversationsOf[Users[user]] = [ConversationId.Direct(Users[user].Id, PartnerOf(user).Id), ids[user / groupSize]];
        }

        _conversations.UnionWith(_conversationsOf.Values.SelectMany(conversations => conversations));
    }

    private async Task ConnectAsync(int devices, Func<int, int, int> home)
    {
        Clients = [.. from user in Enumerable.Range(0, Users.Count)
                      from device in Enumerable.Range(0, devices)
                      select new ChatClient(Users[user], $"{device}", _cluster.FrontUrls, home(user, device), History, Report)];
        foreach (var client in Clients)
        {
            foreach (var conversation in ConversationsOf(client))
                client.Join(conversation);
        }

        await Parallel.ForEachAsync(Clients, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (client, _) => await client.StartAsync()).WaitAsync(Patience);
    }

    /// <summary>From the first message on everyone knows the conversation's epoch, and can ask for what they missed.</summary>
    private async Task GreetAsync()
    {
        var first = Clients.GroupBy(client => client.Account).ToDictionary(devices => devices.Key, devices => devices.First());
        var direct = Enumerable.Range(0, Users.Count).Where(user => user % 2 == 0)
            .Select(user => first[Users[user]].SendAsync(PartnerOf(user).Id, null, $"hello-{user}"));
        var groups = Groups.Select(group => first[group.Members[0]].SendAsync(null, group.Id, $"hello-{group.Id}"));
        await Task.WhenAll(direct.Concat(groups)).WaitAsync(Patience);
        await UntilAsync(Clients, client => ConversationsOf(client).All(conversation => client.LastIn(conversation) > 0), Stopwatch.GetTimestamp(), "greeted");
    }

    /// <summary>Positions that are behind. Clients close the gaps that they see, so these miss the last messages of their conversation.</summary>
    private IEnumerable<string> UnawareOf(Dictionary<Guid, long> heads)
        => from client in Clients
           from conversation in ConversationsOf(client)
           let last = client.LastIn(conversation)
           where last < heads[conversation]
           select $"{client.Name} has {conversation} up to {last} of {heads[conversation]}";

    private Guid[] ConversationsOf(ChatClient client) => _conversationsOf[client.Account];

    private Uri Front(int number) => _cluster.FrontUrls[number % _cluster.FrontUrls.Count];
}
