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
}
