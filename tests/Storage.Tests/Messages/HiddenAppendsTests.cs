using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Messages;

public sealed class SqliteHiddenAppendsTests(SqliteFixture fixture) : HiddenAppendsTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresHiddenAppendsTests(PostgresFixture fixture) : HiddenAppendsTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Messages that are hidden from a member by the write that appends them.</summary>
public abstract class HiddenAppendsTests(StoreFixture fixture)
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly IHiddenMessages _hidden = fixture.Store.Get<IHiddenMessages>();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();

    [Fact]
    public async Task They_are_stored_in_order_and_hidden_from_that_member_alone_since_they_were_sent()
    {
        var conversation = Make.Direct(_ann, _bob);
        await _store.Conversations.CreateAsync(conversation);
        var log = await _store.Log.OpenAsync(conversation.Id);
        var appends = new List<Task>();
        for (var number = 1; number <= 40; number++)
            appends.Add(log.AppendAsync(Make.Message(log, conversation.Id, $"message {number}", _ann) with { HiddenFor = number % 2 == 0 ? _bob : null }));
        await Task.WhenAll(appends);

        Assert.Equal(40, (await _store.Reader.RangeAsync(conversation.Id, 1, 40)).Count);
        var hidden = await _hidden.ListAsync(conversation.Id, _bob, 1, 40);
        Assert.Equal(Enumerable.Range(1, 20).Select(number => 2L * number), hidden.Keys.Order());
        Assert.All(await _store.Reader.RangeAsync(conversation.Id, 2, 2), message => Assert.Equal(message.CreatedAt, hidden[2]));
        Assert.Empty(await _hidden.ListAsync(conversation.Id, _ann, 1, 40));
        Assert.Equal(
            [(_ann, 0L), (_bob, 20L)], (await _store.Conversations.LoadAsync(conversation.Id))!.Members.Select(member => (member.UserId, member.Hidden)));
    }

    [Fact]
    public async Task One_that_is_refused_hides_nothing()
    {
        var conversation = Make.Direct(_ann, _bob);
        await _store.Conversations.CreateAsync(conversation);
        var (log, other) = (await _store.Log.OpenAsync(conversation.Id), await _store.Log.OpenAsync(conversation.Id));
        await other.AppendAsync(Make.Message(other, conversation.Id, "first", _ann));

        await Assert.ThrowsAsync<LogFailedException>(() => log.AppendAsync(Make.Message(log, conversation.Id, "overtaken", _ann) with { HiddenFor = _bob }));

        Assert.Empty(await _hidden.ListAsync(conversation.Id, _bob, 1, 10));
        Assert.All((await _store.Conversations.LoadAsync(conversation.Id))!.Members, member => Assert.Equal(0, member.Hidden));
    }
}
