using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Messages;

public sealed class SqliteMessageChangesTests(SqliteFixture fixture) : MessageChangesTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresMessageChangesTests(PostgresFixture fixture) : MessageChangesTests(fixture), IClassFixture<PostgresFixture>;

public abstract class MessageChangesTests(StoreFixture fixture) : IAsyncLifetime
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _user = Guid.NewGuid();
    private Guid _id;
    private IConversationLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        (var group, _log) = await Make.OpenGroupAsync(_store, _user);
        _id = group.Id;
        for (var number = 1; number <= 5; number++)
        {
            await _log.AppendAsync(Make.Message(_log, _id, $"message {number}", operationId: $"op-{number}") with { Metadata = "{}" });
        }
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_edit_replaces_the_content()
    {
        await _log.EditAsync(2, "better", Make.Noon.AddHours(1));

        var message = await ReadAsync(2);
        Assert.Equal(("better", Make.Noon.AddHours(1), 1L), (message.Content, message.EditedAt, message.Change));
        Assert.Equal(1, _log.Change);
        Assert.Equal(1, (await _store.Log.OpenAsync(_id)).Change);
    }

    [Fact]
    public async Task A_deletion_wipes_all_but_the_place()
    {
        await _log.AddReactionAsync(3, _user, "👍", Make.Noon);
        await _log.DeleteAsync(3, Make.Noon.AddHours(2));

        var message = await ReadAsync(3);
        Assert.Equal((string.Empty, null, null, Make.Noon.AddHours(2)), (message.Content, message.Metadata, message.OperationFingerprint, message.DeletedAt));
        Assert.Equal("op-3", message.OperationId);
        Assert.Empty(message.Reactions);
        Assert.Equal(5, (await _store.Reader.RangeAsync(_id, 1, 5)).Count);
    }

    [Fact]
    public async Task Reactions_are_read_in_order_of_time_and_each_once()
    {
        var other = Guid.NewGuid();
        await _log.AddReactionAsync(4, _user, "🎉", Make.Noon);
        await _log.AddReactionAsync(4, other, "👍", Make.Noon);
        await _log.AddReactionAsync(4, _user, "🎉", Make.Noon);
        await _log.AddReactionAsync(4, _user, "❤️", Make.Noon);
        await _log.AddReactionAsync(2, other, "👀", Make.Noon);
        await _log.RemoveReactionAsync(4, other, "👍");
        await _log.RemoveReactionAsync(4, other, "never added");

        Assert.Equal([new StoredReaction(_user, "🎉"), new StoredReaction(_user, "❤️")], (await ReadAsync(4)).Reactions);
        var range = await _store.Reader.RangeAsync(_id, 1, 5);
        Assert.Equal([0, 1, 0, 2, 0], range.Select(message => message.Reactions.Count));
    }

    [Fact]
    public async Task Changed_messages_are_read_in_order_of_change_as_they_are_now()
    {
        await _log.EditAsync(4, "first", Make.Noon);
        await _log.DeleteAsync(1, Make.Noon);
        await _log.AddReactionAsync(3, _user, "👍", Make.Noon);
        await _log.EditAsync(4, "second", Make.Noon);

        var all = await _store.Reader.ChangedAsync(_id, 0, 5, 10);
        Assert.Equal([(1L, 2L), (3L, 3L), (4L, 4L)], all.Select(message => (message.Sequence, message.Change)));
        Assert.Equal("second", all[^1].Content);
        Assert.Single(all[1].Reactions);
        Assert.Equal([3L, 4L], (await _store.Reader.ChangedAsync(_id, 2, 5, 10)).Select(message => message.Sequence));
        Assert.Equal([1L, 3L], (await _store.Reader.ChangedAsync(_id, 0, 3, 10)).Select(message => message.Sequence));
        Assert.Equal([1L], (await _store.Reader.ChangedAsync(_id, 0, 5, 1)).Select(message => message.Sequence));
        Assert.Empty(await _store.Reader.ChangedAsync(_id, 4, 5, 10));
    }

    [Fact]
    public async Task A_stale_activation_can_change_nothing()
    {
        var stale = await _store.Log.OpenAsync(_id);
        await _log.EditAsync(1, "fresh", Make.Noon);

        await Assert.ThrowsAsync<LogFailedException>(() => stale.EditAsync(2, "stale", Make.Noon));
        await Assert.ThrowsAsync<LogFailedException>(() => stale.AppendAsync(Make.Message(stale, _id)));

        Assert.Equal("message 2", (await ReadAsync(2)).Content);
        Assert.Equal(5, (await _store.Log.OpenAsync(_id)).Head);
    }

    [Fact]
    public async Task A_message_that_is_not_there_cannot_be_changed()
    {
        await Assert.ThrowsAsync<LogFailedException>(() => _log.EditAsync(6, "nothing", Make.Noon));
        var anew = await _store.Log.OpenAsync(_id);
        Assert.Equal(0, anew.Change);
        await anew.DeleteAsync(5, Make.Noon);
        await Assert.ThrowsAsync<LogFailedException>(() => anew.EditAsync(5, "too late", Make.Noon));
        Assert.Equal(string.Empty, (await ReadAsync(5)).Content);
    }

    [Fact]
    public async Task Changes_and_appends_in_flight_keep_their_order()
    {
        var writes = new List<Task>();
        for (var round = 0; round < 20; round++)
        {
            writes.Add(_log.AppendAsync(Make.Message(_log, _id, "new")));
            writes.Add(_log.EditAsync(_log.Head, $"edited {round}", Make.Noon));
            writes.Add(_log.AddReactionAsync(_log.Head, _user, "👍", Make.Noon));
        }

        await Task.WhenAll(writes);

        var messages = await _store.Reader.RangeAsync(_id, 6, 100);
        Assert.Equal(Enumerable.Range(0, 20).Select(round => $"edited {round}"), messages.Select(message => message.Content));
        Assert.All(messages, message => Assert.Single(message.Reactions));
        Assert.Equal(40, (await _store.Log.OpenAsync(_id)).Change);
    }

    [Fact]
    public async Task Horizons_never_move_back()
    {
        await _log.SaveHorizonAsync(_user, 4, 2);
        await Task.WhenAll(_log.SaveHorizonAsync(_user, 3, 3), _log.SaveHorizonAsync(_user, 5, 1), _log.SaveHorizonAsync(Guid.NewGuid(), 9, 9));

        var member = Assert.Single((await _store.Conversations.LoadAsync(_id))!.Members);
        Assert.Equal((5, 3), (member.Delivered, member.Seen));
    }

    [Fact]
    public async Task A_sender_whose_account_is_deleted_shows_as_such()
    {
        var message = Make.Message(_log, _id);
        await _log.AppendAsync(message);
        await _store.Users.PutAsync(new StoredUser(message.SenderId, $"u{message.SenderId:N}", $"{message.SenderId:N}@example.com", null));
        Assert.False((await ReadAsync(6)).SenderDeleted);

        await _store.Users.ForgetAsync(message.SenderId);

        Assert.True((await ReadAsync(6)).SenderDeleted);
        Assert.False((await ReadAsync(5)).SenderDeleted);
    }

    private async Task<StoredMessage> ReadAsync(long sequence) => Assert.Single(await _store.Reader.RangeAsync(_id, sequence, sequence));
}
