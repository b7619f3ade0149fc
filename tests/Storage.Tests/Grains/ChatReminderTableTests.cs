using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Storage.Tests.Grains;

public sealed class SqliteReminderTableTests(SqliteFixture fixture) : ChatReminderTableTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresReminderTableTests(PostgresFixture fixture) : ChatReminderTableTests(fixture), IClassFixture<PostgresFixture>;

public abstract class ChatReminderTableTests(StoreFixture fixture)
{
    private readonly ChatReminderTable _table = Table(fixture.Store, Guid.NewGuid().ToString("N"));
    private readonly GrainId _grain = GrainId.Create("call", "1");

    [Fact]
    public async Task A_reminder_is_read_as_it_was_stored()
    {
        var etag = await _table.UpsertRow(Entry("ring"));

        var read = (await _table.ReadRow(_grain, "ring"))!;
        Assert.Equal((_grain, "ring", etag), (read.GrainId, read.ReminderName, read.ETag));
        Assert.Equal((Make.Noon.UtcDateTime, DateTimeKind.Utc, TimeSpan.FromMinutes(1.5)), (read.StartAt, read.StartAt.Kind, read.Period));
        Assert.Null(await _table.ReadRow(_grain, "another"));
        Assert.Null(await _table.ReadRow(GrainId.Create("call", "2"), "ring"));
    }

    [Fact]
    public async Task Storing_again_replaces_it_and_changes_its_etag()
    {
        var first = await _table.UpsertRow(Entry("ring"));
        var changed = Entry("ring");
        changed.Period = TimeSpan.FromHours(3);
        var second = await _table.UpsertRow(changed);

        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromHours(3), Assert.Single((await _table.ReadRows(_grain)).Reminders).Period);
    }

    [Fact]
    public async Task Only_the_version_that_is_named_is_removed()
    {
        var stale = await _table.UpsertRow(Entry("ring"));
        var current = await _table.UpsertRow(Entry("ring"));

        Assert.False(await _table.RemoveRow(_grain, "ring", stale!));
        Assert.True(await _table.RemoveRow(_grain, "ring", current!));
        Assert.False(await _table.RemoveRow(_grain, "ring", current!));
        Assert.Empty((await _table.ReadRows(_grain)).Reminders);
    }

    [Fact]
    public async Task Ranges_of_hashes_leave_out_their_beginning_and_go_round_the_ring()
    {
        var grains = Enumerable.Range(0, 20).Select(number => GrainId.Create("call", $"{number}")).OrderBy(grain => grain.GetUniformHashCode()).ToList();
        foreach (var grain in grains)
        {
            await _table.UpsertRow(Entry("ring", grain));
        }

        var (low, high) = (grains[4].GetUniformHashCode(), grains[12].GetUniformHashCode());
        Assert.Equal(grains[5..13], await InRangeAsync(low, high));
        Assert.Equal([.. grains[..5], .. grains[13..]], await InRangeAsync(high, low));
        Assert.Equal(grains, await InRangeAsync(low, low));
        Assert.Equal(grains, await InRangeAsync(0, 0));

        async Task<IEnumerable<GrainId>> InRangeAsync(uint begin, uint end) =>
            (await _table.ReadRows(begin, end)).Reminders.Select(reminder => reminder.GrainId).OrderBy(grain => grain.GetUniformHashCode());
    }

    [Fact]
    public async Task Reminders_of_another_service_are_not_seen()
    {
        await _table.UpsertRow(Entry("ring"));
        var another = Table(fixture.Store, "another");

        Assert.Empty((await another.ReadRows(0, 0)).Reminders);
        await another.TestOnlyClearTable();
        Assert.NotNull(await _table.ReadRow(_grain, "ring"));
        await _table.TestOnlyClearTable();
        Assert.Null(await _table.ReadRow(_grain, "ring"));
    }

    private static ChatReminderTable Table(StoreUnderTest store, string service) =>
        new(store.Get<IDatabase>(), Options.Create(new ClusterOptions { ServiceId = service, ClusterId = service }));

    private ReminderEntry Entry(string name, GrainId? grain = null) => new()
    {
        GrainId = grain ?? _grain,
        ReminderName = name,
        StartAt = Make.Noon.UtcDateTime,
        Period = TimeSpan.FromMinutes(1.5),
    };
}
