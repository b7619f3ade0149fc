using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Tests.Schema;

public sealed class SqliteSchemaTests(SqliteFixture fixture) : SchemaTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresSchemaTests(PostgresFixture fixture) : SchemaTests(fixture), IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Processes_that_start_at_the_same_time_wait_for_each_other()
    {
        fixture.SkipWithoutDatabase();
        var options = (await fixture.CreateDatabaseAsync())!;
        options.ConnectionString += ";Maximum Pool Size=2";

        var stores = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StoreUnderTest.OpenAsync(options)));

        foreach (var store in stores)
        {
            await store.Health.PingAsync();
            await store.DisposeAsync();
        }
    }
}

public abstract class SchemaTests(StoreFixture fixture)
{
    [Fact]
    public async Task Starting_again_applies_nothing_twice()
    {
        fixture.SkipWithoutDatabase();
        var options = (await fixture.CreateDatabaseAsync())!;
        await using (var first = await StoreUnderTest.OpenAsync(options))
        {
            await first.Health.PingAsync();
            await first.Get<IStorageInitializer>().InitializeAsync();
        }

        await using var second = await StoreUnderTest.OpenAsync(options);
        var versions = await second.Get<IDatabase>().ReadAsync(
            (session, cancel) => session.ListAsync("SELECT version, name FROM schema_versions ORDER BY version", row => (row.Number(0), row.Text(1)), cancel),
            CancellationToken.None);
        Assert.Equal((1, "001-initial.sql"), versions[0]);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        fixture.SkipWithoutDatabase();
        var options = (await fixture.CreateDatabaseAsync())!;
        await using (var first = await StoreUnderTest.OpenAsync(options))
        {
            await first.Get<IDatabase>().WriteAsync(
                (session, cancel) => session.ExecuteAsync("INSERT INTO schema_versions (version, name, applied_at) VALUES (999, 'from the future', 0)", cancel),
                CancellationToken.None);
        }

        var refusal = await Assert.ThrowsAsync<StorageStartupException>(() => StoreUnderTest.OpenAsync(options));
        Assert.Contains("999", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_from_before_messenger_keeps_what_is_in_it()
    {
        fixture.SkipWithoutDatabase();
        var options = (await fixture.CreateDatabaseAsync())!;
        var (conversation, message, user, other, call) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using (var older = await OlderDatabase.CreateAsync(options, before: "messenger"))
        {
            await older.ExecuteAsync($"""
                INSERT INTO conversations (id, kind, epoch, version, group_type, created_at, updated_at) VALUES ({older.Id(conversation)}, 0, 7, 1, 0, 1, 1);
                INSERT INTO conversation_members (conversation_id, user_id, kind, ordinal, role, joined_at, delivered, seen)
                VALUES ({older.Id(conversation)}, {older.Id(user)}, 0, 0, 0, 1, 1, 1), ({older.Id(conversation)}, {older.Id(other)}, 0, 1, 0, 1, 1, 0);
                INSERT INTO messages (conversation_id, sequence, id, sender_id, type, content, created_at)
                VALUES ({older.Id(conversation)}, 1, {older.Id(message)}, {older.Id(user)}, 0, 'From before', 1);
                INSERT INTO users (id, username, username_folded, email, email_folded, deleted) VALUES ({older.Id(user)}, 'Ada', 'ada', 'a@x.org', 'a@x.org', 0);
                INSERT INTO user_name_endings (ending, user_id) VALUES ('ada', {older.Id(user)});
                INSERT INTO calls (id, version, initiator_id, room_id, type, status, created_at) VALUES ({older.Id(call)}, 1, {older.Id(user)}, 'room', 0, 4, 1);
                INSERT INTO call_participants (call_id, user_id, ordinal, status, created_at) VALUES ({older.Id(call)}, {older.Id(other)}, 0, 4, 1);
                """);
        }

        await using var store = await StoreUnderTest.OpenAsync(options);
        var log = await store.Log.OpenAsync(conversation);
        await log.AppendAsync(Make.Message(log, conversation, "From after", user));

        Assert.Equal([message], (await store.Reader.RangeAsync(conversation, 1, 1)).Select(stored => stored.Id));
        Assert.Equal(["From before", "From after"], (await store.Reader.RangeAsync(conversation, 1, 2)).Select(stored => stored.Content));
        Assert.Equal([(user, 1L), (other, 0L)], (await store.Conversations.LoadAsync(conversation))!.Members.Select(member => (member.UserId, member.Seen)));
        Assert.Equal(user, Assert.Single((await store.Users.SearchAsync("ada", 0, 10)).Items).Id);
        Assert.Equal(call, Assert.Single((await store.Calls.ListAsync(other, 0, 10)).Items).Id);
        Assert.Equal(2, await CountAsync(store, "SELECT count(*) FROM messages WHERE encrypted = 0"));
        Assert.Equal(2, await CountAsync(store, "SELECT count(*) FROM conversation_members WHERE pinned_at IS NULL AND muted = 0 AND hidden = 0"));
        Assert.Equal(1, await CountAsync(store, "SELECT count(*) FROM users WHERE full_name IS NULL AND full_name_folded IS NULL"));
        Assert.Equal(1, await CountAsync(store, "SELECT count(*) FROM calls WHERE conversation_id IS NULL AND end_reason = 0"));
        Assert.Equal(1, await CountAsync(store, "SELECT count(*) FROM call_participants WHERE hidden = 0"));
    }

    [Fact]
    public async Task Everything_waits_for_the_start_by_itself()
    {
        fixture.SkipWithoutDatabase();
        var options = (await fixture.CreateDatabaseAsync())!;
        await using var store = StoreUnderTest.Build(options);
        var id = Guid.CreateVersion7();

        var log = await store.Log.OpenAsync(id);
        await log.AppendAsync(Make.Message(log, id));

        Assert.Single(await store.Reader.RangeAsync(id, 1, 1));
    }

    private static Task<long> CountAsync(StoreUnderTest store, string sql) =>
        store.Get<IDatabase>().ReadAsync((session, cancel) => session.NumberAsync(sql, cancel), CancellationToken.None);
}
