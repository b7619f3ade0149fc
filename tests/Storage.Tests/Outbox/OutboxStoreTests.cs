using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Storage.Tests.Outbox;

public sealed class SqliteOutboxStoreTests(SqliteFixture fixture) : OutboxStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresOutboxStoreTests(PostgresFixture fixture) : OutboxStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class OutboxStoreTests(StoreFixture fixture)
{
    private static readonly DateTimeOffset Noon = Make.Noon;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private readonly IOutboxStore _outbox = fixture.Store.Get<IOutboxStore>();
    private readonly string _recipient = $"{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task What_is_queued_is_listed_with_all_that_it_is_and_once_however_often_it_is_queued()
    {
        var message = Message();
        await _outbox.AddAsync(message);
        await _outbox.AddAsync(message with { Body = "another" });
        Assert.Equal(message, Assert.Single(await _outbox.ListAsync(_recipient, 10)));
    }

    [Fact]
    public async Task The_newest_come_first_of_one_or_of_all()
    {
        for (var minute = 0; minute < 3; minute++)
            await _outbox.AddAsync(Message(Noon.AddYears(1).AddMinutes(minute)));
        await _outbox.AddAsync(Message(Noon.AddYears(1).AddMinutes(5)) with { Recipient = "another" });
        Assert.Equal([2, 1], (await _outbox.ListAsync(_recipient, 2)).Select(message => (message.CreatedAt - Noon.AddYears(1)).Minutes));
        Assert.Equal("another", (await _outbox.ListAsync(null, 1))[0].Recipient);
    }

    [Fact]
    public async Task What_is_leased_is_nobody_elses_until_the_lease_runs_out()
    {
        var message = Message();
        await _outbox.AddAsync(message);
        Assert.Equal(message with { Attempts = 1 }, Assert.Single(await LeaseAsync(Noon)));
        Assert.Empty(await LeaseAsync(Noon + (Lease / 2)));

        // As if its sender had died: sent again rather than never.
        Assert.Equal(2, Assert.Single(await LeaseAsync(Noon + Lease)).Attempts);
    }

    [Fact]
    public async Task What_is_not_due_yet_waits()
    {
        await _outbox.AddAsync(Message(Noon.AddMinutes(1)));
        Assert.Empty(await LeaseAsync(Noon));
        Assert.Single(await LeaseAsync(Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task Of_many_who_lease_at_once_each_message_has_one()
    {
        for (var number = 0; number < 40; number++)
            await _outbox.AddAsync(Message());
        var leased = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LeaseAsync(Noon)));
        Assert.Equal(40, leased.Sum(mine => mine.Count));
        Assert.Equal(40, leased.SelectMany(mine => mine).DistinctBy(message => message.Id).Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_sent_is_never_leased_again_and_keeps_its_text_only_on_demand(bool keeps)
    {
        var message = Message();
        await _outbox.AddAsync(message);
        await LeaseAsync(Noon);
        await _outbox.SentAsync(message.Id, Noon, keeps);
        Assert.Empty(await LeaseAsync(Noon.AddYears(1)));
        Assert.Equal(keeps ? 1 : 0, (await _outbox.ListAsync(_recipient, 10)).Count);
    }

    [Fact]
    public async Task What_failed_is_due_again_when_it_is_said_to_be()
    {
        var message = Message();
        await _outbox.AddAsync(message);
        await LeaseAsync(Noon);
        await _outbox.FailedAsync(message.Id, Noon.AddSeconds(5));
        Assert.Empty(await LeaseAsync(Noon.AddSeconds(4)));
        Assert.Equal(2, Assert.Single(await LeaseAsync(Noon.AddSeconds(5))).Attempts);
        await _outbox.FailedAsync(message.Id, null);
        Assert.Empty(await LeaseAsync(Noon.AddYears(1)));
        Assert.Empty(await _outbox.ListAsync(_recipient, 10));
    }

    [Fact]
    public async Task What_was_sent_in_time_is_not_failed_by_one_who_gave_it_up()
    {
        var message = Message();
        await _outbox.AddAsync(message);
        await LeaseAsync(Noon);
        await LeaseAsync(Noon + Lease);
        await _outbox.SentAsync(message.Id, Noon, keepText: true);
        await _outbox.FailedAsync(message.Id, Noon);
        await _outbox.FailedAsync(message.Id, null);
        Assert.Empty(await LeaseAsync(Noon.AddYears(1)));
        Assert.Single(await _outbox.ListAsync(_recipient, 10));
    }

    [Fact]
    public async Task What_is_old_or_too_much_is_forgotten_but_nothing_that_waits()
    {
        var (old, waits, young) = (Message(Noon.AddDays(-10)), Message(Noon.AddDays(-10)), Message(Noon.AddYears(2)));
        foreach (var message in new[] { old, waits, young })
            await _outbox.AddAsync(message);
        await _outbox.SentAsync(old.Id, Noon, keepText: true);
        await _outbox.SentAsync(young.Id, Noon, keepText: true);
        await _outbox.PruneAsync(Noon.AddDays(-7), int.MaxValue);
        Assert.Equal([young.Id, waits.Id], (await _outbox.ListAsync(_recipient, 10)).Select(message => message.Id));

        var youngest = Message(Noon.AddYears(3));
        await _outbox.AddAsync(youngest);
        await _outbox.PruneAsync(Noon.AddDays(-7), 1);
        Assert.Equal([youngest.Id, waits.Id], (await _outbox.ListAsync(_recipient, 10)).Select(message => message.Id));
        await _outbox.SentAsync(waits.Id, Noon, keepText: false);
        await _outbox.SentAsync(youngest.Id, Noon, keepText: false);
    }

    [Fact]
    public async Task A_users_messages_are_forgotten_with_the_user()
    {
        var mine = Message() with { UserId = Guid.NewGuid() };
        await _outbox.AddAsync(mine);
        await _outbox.AddAsync(Message());
        await _outbox.ForgetAsync(mine.UserId!.Value);
        await _outbox.ForgetAsync(Guid.NewGuid());
        Assert.NotEqual(mine.Id, Assert.Single(await _outbox.ListAsync(_recipient, 10)).Id);
    }

    /// <summary>Only this test's own.</summary>
    private async Task<List<OutboxMessage>> LeaseAsync(DateTimeOffset now)
        => [.. (await _outbox.LeaseAsync(now, now + Lease, 1_000)).Where(message => message.Recipient == _recipient)];

    private OutboxMessage Message(DateTimeOffset? at = null) =>
        new(Guid.CreateVersion7(), OutboxChannel.Email, _recipient, "Hello", "How are you?", "token", null, at ?? Noon);
}
