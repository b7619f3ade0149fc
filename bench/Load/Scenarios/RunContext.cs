using OrleansChat.Load.Measuring;
using OrleansChat.Load.Options;
using OrleansChat.Load.Social;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Scenarios;

/// <summary>What a scenario works with.</summary>
internal sealed class RunContext(LoadOptions options, Workplace place)
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<int> _server = options.Processes("server-pid");
    private readonly IReadOnlyList<int> _database = options.Processes("db-pid");

    /// <summary>What was asked for.</summary>
    public LoadOptions Options => options;

    /// <summary>One thing at a time.</summary>
    public Turns Turns => place.Turns;

    /// <summary>What went wrong.</summary>
    public Faults Faults { get; } = new();

    /// <summary>The first front's REST routes.</summary>
    public SocialApi Api => place.Apis[0];

    /// <summary>The first so many accounts.</summary>
    public Task<Account[]> AccountsAsync(int count, CancellationToken cancellationToken) => place.Accounts.GetAsync(count, cancellationToken);

    /// <summary>Where everything stands.</summary>
    public Snapshot Look() => Snapshot.Take(_server, _database);

    /// <summary>The front of a user: of the pairs 0-1, 2-3, …, one in as many as there are fronts is on one front, the others on two.</summary>
    public Front FrontOf(int user)
    {
        var pair = user / 2;
        var fronts = place.Fronts;
        return fronts[(user % 2 == 0 ? pair : pair + (pair / fronts.Count)) % fronts.Count];
    }

    /// <summary>A connection, not made yet.</summary>
    public SocketIoClient Client(int index, Account user, ISocketIoListener listener)
        => new(index, FrontOf(index), options.Text("socketio-path")!, user.Token, Turns, listener);

    /// <summary>Connects users, some at a time.</summary>
    public async Task<SocketIoClient[]> ConnectAsync(IReadOnlyList<Account> users, ISocketIoListener listener, CancellationToken cancellationToken)
    {
        var clients = users.Select((user, index) => Client(index, user, listener)).ToArray();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Count("connect-concurrency"), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(clients, limits, async (client, stop) => await client.ConnectAsync(ConnectTime, stop));
        return clients;
    }

    /// <summary>HTTP connections, spread over the fronts.</summary>
    public async Task<HttpConnection[]> ConnectAsync(int count, IHttpListener listener, CancellationToken cancellationToken)
    {
        var connections = Enumerable.Range(0, count).Select(index => new HttpConnection(index, Turns, listener)).ToArray();
        for (var index = 0; index < count; index++)
            await connections[index].ConnectAsync(place.Fronts[index % place.Fronts.Count], cancellationToken);
        return connections;
    }

    /// <summary>The routes of the front that HTTP connection <paramref name="index"/> is to.</summary>
    public SocialApi ApiOf(int index) => place.Apis[index % place.Apis.Length];

    /// <summary>Lets the load warm up and measures it: <paramref name="measure"/> is told, in turns, when that begins and when it ends.</summary>
    public async Task<Usage> MeasureAsync(Action<bool> measure, CancellationToken cancellationToken)
    {
        await Clock.WaitAsync(options.Warmup, cancellationToken);
        var from = Look();
        using (Turns.Enter())
            measure(true);
        await Clock.WaitAsync(options.Duration, cancellationToken);
        using (Turns.Enter())
            measure(false);
        return new Usage(from, Look());
    }

    /// <summary>Waits for what is under way.</summary>
    public Task DrainAsync(Func<bool> isDone, CancellationToken cancellationToken) => Clock.UntilAsync(
        () =>
        {
            using (Turns.Enter())
                return isDone();
        },
        options.Seconds("drain"),
        cancellationToken);

    /// <summary>Ends connections.</summary>
    public static void Close(IEnumerable<SocketIoClient> clients)
    {
        foreach (var client in clients)
            client.Cut();
    }
}
