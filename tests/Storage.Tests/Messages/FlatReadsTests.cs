using System.Runtime.CompilerServices;
using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Search;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Tests.Messages;

/// <summary>SQLite: every step of every read finds its place in an index, none sorts history, and none takes longer than in a short one.</summary>
public sealed class SqliteFlatReadsTests(SqliteFixture fixture) : FlatReadsTests(fixture, "EXPLAIN QUERY PLAN", column: 3), IClassFixture<SqliteFixture>
{
    /// <summary>What may be sorted: the members of one conversation, the reactions to the messages of one page.</summary>
    private static readonly string[] Bounded = ["FROM conversation_members WHERE conversation_id", "FROM message_reactions"];

    /// <summary>Instructions more that a read may take: a few for each statement.</summary>
    private const int Slack = 100;

    internal override void AssertFlat(Cost small, Cost large)
    {
        foreach (var plan in large.Plans)
        {
            Assert.False(plan.Lines.Any(line => line.StartsWith("SCAN", StringComparison.Ordinal)), plan.ToString());
            Assert.False(plan.Lines.Any(line => line.Contains("TEMP B-TREE", StringComparison.Ordinal)) && !Bounded.Any(plan.Sql.Contains), plan.ToString());
        }

        Assert.Equal(small.Plans.Select(plan => plan.ToString()), large.Plans.Select(plan => plan.ToString()));
        Assert.InRange(large.Steps, 1, small.Steps + Slack);
    }

    internal override void AssertProportional(Cost small, Cost large, int factor) => Assert.InRange(large.Steps, 1, small.Steps * factor);
}

/// <summary>PostgreSQL: what is really read is as much in a long history as in a short one.</summary>
public sealed class PostgresFlatReadsTests(PostgresFixture fixture) : FlatReadsTests(fixture, "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)", column: 0), IClassFixture<PostgresFixture>
{
    /// <summary>
    /// Pages more that a read may look at: the index of a long one is a level higher, history lies across other borders, and whether each
    /// sender's account is looked up by itself (two pages each) or all at once is the planner's choice. All of history would be far more.
    /// </summary>
    private const int Slack = 120;

    private protected override async Task PrepareAsync(IDatabase database)
    {
        foreach (var table in new[] { "messages", "message_reactions", "conversations", "conversation_members", "users" })
            await database.WriteAsync((session, cancel) => session.ExecuteAsync($"ANALYZE {table}", cancel), CancellationToken.None);
    }

    internal override void AssertFlat(Cost small, Cost large)
    {
        Assert.Equal(small.Plans.Select(plan => plan.Sql), large.Plans.Select(plan => plan.Sql));
        foreach (var (before, after) in small.Plans.Zip(large.Plans))
        {
            Assert.True(before.Rows >= after.Rows, $"{after.Rows} rows instead of {before.Rows}: {after}");
            Assert.True(before.Buffers + Slack >= after.Buffers, $"{after.Buffers} pages instead of {before.Buffers}: {after}");
        }
    }

    internal override void AssertProportional(Cost small, Cost large, int factor)
    {
        foreach (var (before, after) in small.Plans.Zip(large.Plans))
            Assert.True((before.Buffers + Slack) * factor >= after.Buffers, $"{after.Buffers} pages instead of {before.Buffers}: {after}");
    }
}

/// <summary>What is read of a conversation costs the same however long its history is. Nothing is timed: the databases say what they do.</summary>
public abstract class FlatReadsTests(StoreFixture fixture, string explain, int column) : IAsyncLifetime
{
    private const int Short = 300;
    private const int Long = 6_000;
    private const int Page = 50;
    private const int Unread = 10;

    /// <summary>What was written once for all tests of a class.</summary>
    private static readonly ConditionalWeakTable<StoreFixture, Lazy<Task<Conversations>>> Seeded = [];

    private readonly StoreUnderTest _store = fixture.Store;
    private ExplainedDatabase _database = null!;
    private Conversations _conversations = null!;

    private MessageReader Reader => new(_database, _store.Get<IMessageSearch>());

    private ConversationStore Store => new(_database, new ContactsReader(_database), TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        _database = new ExplainedDatabase(_store.Get<IDatabase>(), explain, column);
        _conversations = await Seeded.GetValue(fixture, _ => new Lazy<Task<Conversations>>(SeedAsync)).Value;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public Task A_page_costs_the_same_at_the_beginning_in_the_middle_and_at_the_end() => FlatAsync(
        (id, first) => Reader.RangeAsync(id, first, first + Page - 1),
        [1, Long / 2, Long - Page + 1]);

    [Fact]
    public Task What_changed_costs_the_same() => FlatAsync(
        (id, upTo) => Reader.ChangedAsync(id, 1, upTo, Page),
        [Long]);

    [Fact]
    public Task Opening_a_conversation_costs_the_same() => FlatAsync(
        async (id, _) =>
        {
            await Store.LoadAsync(id);
            await new MessageLog(_database, _store.Get<WriteQueue>()).OpenAsync(id);
        },
        [Long]);

    [Fact]
    public Task A_message_and_a_send_are_found_at_the_same_cost() => FlatAsync(
        async (id, sequence) =>
        {
            var message = Assert.Single(await Reader.RangeAsync(id, sequence, sequence));
            await Reader.LocateAsync(message.Id);
            await Reader.FindOperationAsync(id, message.SenderId, "none");
        },
        [1, Long / 2, Long]);

    [Fact]
    public async Task The_list_of_conversations_costs_the_same_however_long_they_are()
    {
        var members = new Dictionary<Guid, Guid>();
        foreach (var id in new[] { _conversations.Short, _conversations.Long })
            members[id] = (await Store.LoadAsync(id))!.Members.Single(member => member.UserId != _conversations.Reader).UserId;
        var small = await _database.ExplainAsync(() => ListAsync(members[_conversations.Short]));
        var large = await _database.ExplainAsync(() => ListAsync(members[_conversations.Long]));
        AssertProportional(small, large, factor: 2);

        async Task ListAsync(Guid member)
        {
            var listing = Assert.Single((await new ConversationListings(_database).ListAsync(member, 0, Page)).Items);
            Assert.Equal((Unread / 2, true), (listing.Unread, listing.Last is not null));
        }
    }

    [Fact]
    public async Task The_list_of_conversations_costs_by_the_number_of_memberships()
    {
        var (few, many) = (await MemberOfAsync(20), await MemberOfAsync(2_000));
        var small = await _database.ExplainAsync(() => new ConversationListings(_database).ListAsync(few, 0, 20));
        var large = await _database.ExplainAsync(() => new ConversationListings(_database).ListAsync(many, 0, 20));
        AssertProportional(small, large, factor: 100);

        async Task<Guid> MemberOfAsync(int conversations)
        {
            var member = Guid.NewGuid();
            await Task.WhenAll(Enumerable.Range(0, conversations).Select(async _ =>
            {
                var (group, log) = await Make.OpenGroupAsync(_store, member, Guid.NewGuid());
                await log.AppendAsync(Make.Message(log, group.Id));
            }));
            return member;
        }
    }

    [Fact]
    public async Task The_conversations_of_a_user_are_listed_by_an_index()
    {
        var groups = await _database.ExplainAsync(() => Store.ListGroupsAsync(_conversations.Reader, 0, 2));
        var ids = await _database.ExplainAsync(() => Store.ListIdsAsync(_conversations.Reader, groupsOnly: false, 10));
        var calls = await _database.ExplainAsync(() => new CallStore(_database).ListAsync(_conversations.Reader, 0, 10));
        Assert.All([groups, ids, calls], cost => AssertFlat(cost, cost));
    }

    /// <summary>Fails when reading the long conversation cost more than the short one.</summary>
    internal abstract void AssertFlat(Cost small, Cost large);

    /// <summary>Fails when the second costs more than so many times the first.</summary>
    internal abstract void AssertProportional(Cost small, Cost large, int factor);

    /// <summary>Whatever a database needs after many rows were written.</summary>
    private protected virtual Task PrepareAsync(IDatabase database) => Task.CompletedTask;

    private async Task FlatAsync(Func<Guid, long, Task> read, long[] places)
    {
        var small = await _database.ExplainAsync(() => read(_conversations.Short, Math.Min(places[0], Short)));
        foreach (var place in places)
            AssertFlat(small, await _database.ExplainAsync(() => read(_conversations.Long, place)));
    }

    /// <summary>Most messages of the database have keys, those of the two none: what looks for keys must not look at every message.</summary>
    private async Task<Conversations> SeedAsync()
    {
        var reader = Guid.NewGuid();
        var brief = await SeedAsync(reader, Short);
        await SeedAsync(reader, 2 * Long, keyed: true);
        var conversations = new Conversations(reader, brief, await SeedAsync(reader, Long));
        await PrepareAsync(_store.Get<IDatabase>());
        return conversations;
    }

    /// <summary>A conversation of so many messages, of which three have reactions: the first, one in the middle, the last.</summary>
    private async Task<Guid> SeedAsync(Guid reader, int messages, bool keyed = false)
    {
        var (group, log) = await Make.OpenGroupAsync(_store, reader, Guid.NewGuid());
        var writes = new List<Task>();
        for (var i = 1; i <= messages; i++)
        {
            writes.Add(log.AppendAsync(Make.Message(log, group.Id, new string('x', 100), group.Members[i % 2].UserId, keyed ? $"key {i}" : null)));
            if (writes.Count < LogLimits.QueuedWrites / 4)
                continue;
            await Task.WhenAll(writes);
            writes.Clear();
        }

        foreach (var reacted in new[] { 1, messages / 2, messages })
            writes.Add(log.AddReactionAsync(reacted, reader, "👍", Make.Noon));
        writes.Add(log.SaveHorizonAsync(group.Members[1].UserId, messages - Unread, messages - Unread));
        await Task.WhenAll(writes);
        return group.Id;
    }

    private sealed record Conversations(Guid Reader, Guid Short, Guid Long);
}
