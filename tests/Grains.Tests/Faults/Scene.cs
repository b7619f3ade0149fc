using System.Collections.Concurrent;
using System.Diagnostics;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Messages;
using OrleansChat.Testing.History;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>
/// Some people who talk to each other, two by two and in groups, while a test breaks things. Each has a client on one of two fronts. Every
/// member of every conversation sends, one message after the other, each again under its operation id until it is acknowledged. Everything is
/// recorded; <see cref="EndAsync"/> judges it.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>"Within five seconds", on a machine that is five times slower and busy with other things.</summary>
    public static readonly TimeSpan RecoveryBound = TimeSpan.FromSeconds(25);

    /// <summary>Between two messages of one sender: whoever hears nothing for a minute misses fewer messages than can be resumed (5000).</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private const int MostNudges = 5;
    private static readonly TimeSpan Nudge = TimeSpan.FromSeconds(3);

    /// <summary>The first pause of a sender; they grow to the second that clients are told to wait.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private readonly FaultCluster _cluster;
    private readonly List<FaultFront> _fronts = [];
    private readonly List<ListeningClient> _clients = [];
    private readonly List<Task> _senders = [];
    private readonly ConcurrentDictionary<Guid, int> _acknowledged = new();
    private readonly CancellationTokenSource _enough = new();
    private int _mostAttempts;
    private int _timedOut;
    private int _refused;

    private Scene(FaultCluster cluster) => _cluster = cluster;

    public RecordedHistory History { get; } = new();

    public IReadOnlyList<Room> Rooms { get; private set; } = [];

    /// <summary>How often the send that needed most was tried.</summary>
    public int MostAttempts => Volatile.Read(ref _mostAttempts);

    /// <summary>How often somebody gave up waiting for an answer, and tried again.</summary>
    public int TimedOut => Volatile.Read(ref _timedOut);

    /// <summary>How often somebody was told to try again, or noticed it.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Six people, two of them writing to each other three times, and three groups; everyone is connected and has heard a first message. Unless every commit can be seen, nothing is said about what is heard before.</summary>
    public static async Task<Scene> BeginAsync(FaultCluster cluster, bool watchCommits = true)
    {
        var scene = new Scene(cluster);
        var people = await cluster.Grains.RegisterAsync(6);
        if (watchCommits)
            cluster.Faults.Committed = message => scene.History.Durable(Seen(message));
        scene.Rooms =
        [
            .. new[] { (0, 1), (2, 3), (4, 5) }.Select(pair => Direct(people[pair.Item1], people[pair.Item2])),
            .. await Task.WhenAll(new[] { people, people[..3], people[2..5] }.Select(members => GroupAsync(cluster, members))),
        ];
        scene._clients.AddRange(people.Select(person =>
            new ListeningClient(person, scene.Rooms.Where(room => room.Members.Contains(person)), cluster.Grains, scene.History)));
        foreach (var half in scene._clients.Chunk(people.Length / 2))
        {
            var front = new FaultFront(cluster.Grains);
            scene._fronts.Add(front);
            await front.ConnectAsync(half);
        }

        foreach (var client in scene._clients)
        {
            foreach (var room in client.Rooms)
                scene.History.Expect(client.Name, room.Id);
        }

        await scene.EveryoneHearsAsync("The first message");
        return scene;
    }

    /// <summary>Everyone begins to send.</summary>
    public void BeginToSend()
    {
        foreach (var room in Rooms)
            _senders.AddRange(room.Members.Select(sender => Task.Run(() => SendOneAfterTheOtherAsync(room, sender))));
    }

    /// <summary>Waits until so many more sends are acknowledged in every conversation; the time that took.</summary>
    public async Task<TimeSpan> MoreAsync(int sends = 3)
    {
        var started = Stopwatch.GetTimestamp();
        var before = Rooms.ToDictionary(room => room.Id, AcknowledgedIn);
        await Eventually.SoAsync(() => Rooms.All(room => AcknowledgedIn(room) >= before[room.Id] + sends) || _senders.Any(sender => sender.IsFaulted), "everyone can send");
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>A fault has ended: in every conversation sends succeed again within the bound.</summary>
    public async Task RecoversAsync(string fault)
    {
        var took = await MoreAsync(1);
        TestContext.Current.SendDiagnosticMessage("{0}: every conversation had its next acknowledged send after {1:0} ms", fault, took.TotalMilliseconds);
        Assert.True(took < RecoveryBound, $"{fault}: recovery took {took}.");
    }

    /// <summary>Sends a message until it is acknowledged, as its one attempt or as one of several.</summary>
    public async Task<Message> SendAsync(Room room, Guid sender, string content, string operation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var message = await room.Grain(_cluster.Grains).PostAsync(room.Message(sender, content, operation));
                History.Acknowledged(new SendKey(room.Id, sender, operation), new SeenMessage(message.ConversationId, message.Sequence, message.Id));
                _acknowledged.AddOrUpdate(room.Id, 1, (_, count) => count + 1);
                Tried(attempt);
                return message;
            }
            catch (Exception failure) when (Retries.Allow(failure) && Stopwatch.GetElapsedTime(started) < Eventually.Bound)
            {
                if (failure is TimeoutException)
                    Interlocked.Increment(ref _timedOut);
                Interlocked.Increment(ref _refused);
                await Task.Delay(Again * Math.Min(attempt * attempt, 10), TimeProvider.System);
            }
        }
    }

    /// <summary>Nobody begins to send any more; whatever was begun is acknowledged. Then a last message is heard by everyone, and what was promised holds.</summary>
    public async Task EndAsync()
    {
        await _enough.CancelAsync();
        await Task.WhenAll(_senders);
        await EveryoneHearsAsync("The last message");
        foreach (var room in Rooms)
        {
            var stored = await _cluster.Stored.RangeAsync(room.Id, 1, long.MaxValue);
            History.Stored(room.Id, [.. stored.Select(message => new KeptMessage(Seen(message), message.SenderId, message.OperationId))]);
        }

        History.Verify();
        TestContext.Current.SendDiagnosticMessage(
            "{0} sends acknowledged, at most {1} attempts, {2} resumes", History.AcknowledgedSends, MostAttempts, _clients.Sum(client => client.Resumed));
    }

    /// <summary>
    /// Has everyone hear a message in every conversation, and with it all before. What was said while presence had been lost with its silo and
    /// not yet been told again is found missing by whoever hears the next message, so there is a next one as long as somebody is behind.
    /// </summary>
    public async Task EveryoneHearsAsync(string content)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var room in Rooms)
        {
            for (var number = 1; ; number++)
            {
                var message = await SendAsync(room, room.Members[0], content, $"{content} {number}");
                if (await Eventually.TryAsync(() => !Behind(room, message.Sequence).Any(), Nudge))
                    break;
                if (number == MostNudges)
                    await HeardByAllAsync(room, message.Sequence);
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0}: heard by everyone after {1:0} ms", content, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Waits until everyone in a conversation has taken over everything up to a message.</summary>
    public Task HeardByAllAsync(Room room, long sequence) => Eventually.SoAsync(
        () => !Behind(room, sequence).Any(),
        () => $"heard {sequence} of the {room}: {string.Join(", ", Behind(room, sequence).Select(client => $"{client}, at {History.LastHeard(client.Name, room.Id)}"))}");

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        foreach (var sender in _senders)
            await sender.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var front in _fronts)
            await front.DisposeAsync();
        foreach (var client in _clients)
            await client.DisposeAsync();
        _cluster.Faults.Committed = null;
        _enough.Dispose();
    }

    private static Room Direct(Guid one, Guid other) => new(ConversationId.Direct(one, other), false, [one, other]);

    private static async Task<Room> GroupAsync(FaultCluster cluster, Guid[] members) =>
        new(await cluster.Grains.CreateGroupAsync(GroupType.Private, members[0], members[1..]), true, members);

    private static SeenMessage Seen(StoredMessage message) => new(message.ConversationId, message.Sequence, message.Id);

    private async Task SendOneAfterTheOtherAsync(Room room, Guid sender)
    {
        for (var number = 1; !_enough.IsCancellationRequested; number++)
        {
            await SendAsync(room, sender, $"Message {number}", $"{number}");
            await Task.Delay(Pace, TimeProvider.System);
        }
    }

    private IEnumerable<ListeningClient> Behind(Room room, long sequence) =>
        _clients.Where(client => client.Rooms.Contains(room) && History.LastHeard(client.Name, room.Id) < sequence);

    private int AcknowledgedIn(Room room) => _acknowledged.GetValueOrDefault(room.Id);

    private void Tried(int attempts)
    {
        int most;
        while (attempts > (most = Volatile.Read(ref _mostAttempts)))
            Interlocked.CompareExchange(ref _mostAttempts, attempts, most);
    }
}
