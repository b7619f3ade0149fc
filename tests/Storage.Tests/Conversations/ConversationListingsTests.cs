using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Conversations;

public sealed class SqliteConversationListingsTests(SqliteFixture fixture) : ConversationListingsTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresConversationListingsTests(PostgresFixture fixture) : ConversationListingsTests(fixture), IClassFixture<PostgresFixture>;

public abstract class ConversationListingsTests(StoreFixture fixture) : IAsyncLifetime
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();

    private IConversationListings Listings => _store.Get<IConversationListings>();

    private IHiddenMessages Hidden => _store.Get<IHiddenMessages>();

    public async ValueTask InitializeAsync()
    {
        await _store.Users.PutAsync(new StoredUser(_ann, "ann", "ann@example.com", null));
        await _store.Users.PutAsync(new StoredUser(_bob, "bob", "bob@example.com", "https://example.com/b.png", "Bob Brown"));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Conversations_come_pinned_ones_first_then_the_one_last_written_in()
    {
        var (older, olderLog) = await OpenAsync();
        var (newer, newerLog) = await OpenAsync();
        var (quiet, _) = await OpenAsync();
        var (pinned, pinnedLog) = await OpenAsync();
        await olderLog.AppendAsync(Message(olderLog, older, minute: 1));
        await pinnedLog.AppendAsync(Message(pinnedLog, pinned, minute: 2));
        await newerLog.AppendAsync(Message(newerLog, newer, minute: 3));
        Assert.Equal(new StoredSettings(true, false), await Listings.SetAsync(pinned, _ann, true, null, Make.Noon));

        var page = await Listings.ListAsync(_ann, 0, 10);
        Assert.Equal(4, page.Total);
        Assert.Equal([pinned, newer, older, quiet], page.Items.Select(listing => listing.Conversation.Id));
        Assert.Equal([Make.Noon.AddMinutes(2), Make.Noon.AddMinutes(3), Make.Noon.AddMinutes(1), Make.Noon], page.Items.Select(listing => listing.ActiveAt));
        Assert.Equal([newer, older], (await Listings.ListAsync(_ann, 1, 2)).Items.Select(listing => listing.Conversation.Id));
        Assert.Empty((await Listings.ListAsync(_ann, 4, 2)).Items);
        Assert.Null(page.Items[3].Last);

        var user = Assert.Single(page.Items[0].Others);
        Assert.Equal((_bob, "bob", "Bob Brown"), (user.Id, user.Username, user.FullName));
        Assert.DoesNotContain((await Listings.ListAsync(_bob, 0, 10)).Items, listing => listing.Settings.IsPinned);
    }

    [Fact]
    public async Task Unread_are_those_of_others_that_are_neither_seen_nor_deleted_nor_hidden()
    {
        var (id, log) = await OpenAsync();
        for (var minute = 1; minute <= 8; minute++)
            await log.AppendAsync(Message(log, id, minute, minute == 5 ? _ann : _bob));
        Assert.Equal(7, (await OneAsync(id)).Unread);
        await log.SaveHorizonAsync(_ann, 2, 2);
        Assert.Equal(5, (await OneAsync(id)).Unread);
        await log.DeleteAsync(8, Make.Noon);
        Assert.Equal((4, 7L), (await OneAsync(id)) is var left ? (left.Unread, left.Last!.Sequence) : default);
        Assert.True(await Hidden.HideAsync(id, _ann, 7, Make.Noon));
        Assert.False(await Hidden.HideAsync(id, _ann, 7, Make.Noon));
        Assert.Equal((3, 6L), (await OneAsync(id)) is var visible ? (visible.Unread, visible.Last!.Sequence) : default);
        Assert.Equal(Make.Noon.AddMinutes(8), (await OneAsync(id)).ActiveAt);
        Assert.Equal(1, (await OneAsync(id, _bob)).Unread);
        Assert.Equal(7, (await OneAsync(id, _bob)).Last!.Sequence);
    }

    [Fact]
    public async Task Hidden_messages_are_listed_left_out_and_found_by_nobody_who_hid_them()
    {
        var (id, log) = await OpenAsync();
        for (var minute = 1; minute <= 9; minute++)
            await log.AppendAsync(Message(log, id, minute) with { Content = "findme" });
        foreach (var sequence in new[] { 9L, 8L, 4L })
            await Hidden.HideAsync(id, _ann, sequence, Make.Noon);
        Assert.Equal([7L, 6L, 5L, 3L], (await Hidden.VisibleBeforeAsync(id, _ann, 10, 4)).Select(message => message.Sequence).Reverse());
        Assert.Equal([9L, 8L], (await Hidden.VisibleBeforeAsync(id, _bob, 10, 2)).Select(message => message.Sequence).Reverse());
        Assert.Equal([8L, 4L], (await Hidden.ListAsync(id, _ann, 2, 8)).Keys.OrderDescending());
        Assert.Equal(3, (await _store.Conversations.LoadAsync(id))!.Members.Single(member => member.UserId == _ann).Hidden);
        await _store.Indexer.CatchUpAsync();
        var found = await _store.Reader.SearchAsync(_ann, "findme", 0, 20);
        Assert.Equal((6, 6L), (found.Items.Count, found.Total));
        Assert.Equal(9, (await _store.Reader.SearchAsync(_bob, "findme", 0, 20)).Total);
    }

    [Fact]
    public async Task To_who_comes_back_hidden_is_what_was()
    {
        var group = Make.Group(_ann, _bob);
        await _store.Conversations.CreateAsync(group);
        var log = await _store.Log.OpenAsync(group.Id);
        await log.AppendAsync(Message(log, group.Id, 1));
        await Hidden.HideAsync(group.Id, _bob, 1, Make.Noon);
        await _store.Conversations.UpdateAsync(group with { Version = 2, Members = [group.Members[0]] }, new MemberChange([], [_bob]));
        await _store.Conversations.UpdateAsync(group with { Version = 3 }, new MemberChange([group.Members[1]], []));
        Assert.Equal(1, (await _store.Conversations.LoadAsync(group.Id))!.Members.Single(member => member.UserId == _bob).Hidden);
    }

    [Fact]
    public async Task What_a_member_set_stays_until_it_is_set_otherwise_and_strangers_set_nothing()
    {
        var (id, _) = await OpenAsync();
        Assert.Equal(new StoredSettings(false, true), await Listings.SetAsync(id, _ann, null, true, Make.Noon));
        Assert.Equal(new StoredSettings(true, true), await Listings.SetAsync(id, _ann, true, null, Make.Noon));
        Assert.Equal(new StoredSettings(false, true), await Listings.SetAsync(id, _ann, false, null, Make.Noon));
        Assert.Equal(new StoredSettings(false, true), await Listings.SetAsync(id, _ann, null, null, Make.Noon));
        Assert.Equal(new StoredSettings(false, false), (await OneAsync(id, _bob)).Settings);
        Assert.Null(await Listings.SetAsync(id, Guid.NewGuid(), true, true, Make.Noon));
    }

    [Fact]
    public async Task Of_a_large_group_a_few_members_are_named()
    {
        var members = Enumerable.Range(0, ListingLimits.Participants + 10).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var member in members)
            await _store.Users.PutAsync(new StoredUser(member, $"u{member:N}", $"{member:N}@example.com", null));
        var group = Make.Group([_ann, .. members]);
        await _store.Conversations.CreateAsync(group);
        Assert.Equal(ListingLimits.Participants, (await Listings.ParticipantsAsync(group.Id, _ann)).Count);
        Assert.DoesNotContain(await Listings.ParticipantsAsync(group.Id, _ann), user => user.Id == _ann);
        Assert.Equal(ListingLimits.Participants, (await OneAsync(group.Id)).Others.Count);
    }

    private static StoredMessage Message(IConversationLog log, Guid id, int minute, Guid? sender = null) =>
        Make.Message(log, id, $"message {minute}", sender) with { CreatedAt = Make.Noon.AddMinutes(minute) };

    private async Task<StoredListing> OneAsync(Guid id, Guid? reader = null) =>
        (await Listings.ListAsync(reader ?? _ann, 0, 100)).Items.Single(listing => listing.Conversation.Id == id);

    private async Task<(Guid Id, IConversationLog Log)> OpenAsync()
    {
        var conversation = Make.Direct(_ann, _bob);
        await _store.Conversations.CreateAsync(conversation);
        return (conversation.Id, await _store.Log.OpenAsync(conversation.Id));
    }
}
