using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests.Conversations;

public sealed class SqliteConversationStoreTests(SqliteFixture fixture) : ConversationStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresConversationStoreTests(PostgresFixture fixture) : ConversationStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class ConversationStoreTests(StoreFixture fixture)
{
    private readonly StoreUnderTest _store = fixture.Store;
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();
    private readonly Guid _cid = Guid.NewGuid();

    private IConversationStore Conversations => _store.Conversations;

    [Fact]
    public async Task A_conversation_is_loaded_as_it_was_created()
    {
        var group = Make.Group(_ann, _bob) with { Cover = "https://example.com/c.jpg", Description = null };
        await Conversations.CreateAsync(group);

        AssertSame(group, await Conversations.LoadAsync(group.Id));
        Assert.Null(await Conversations.LoadAsync(Guid.NewGuid()));
        await Assert.ThrowsAsync<StoreConflictException>(() => Conversations.CreateAsync(group));
    }

    [Fact]
    public async Task An_update_replaces_the_fields_and_changes_members()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann, _bob);
        await log.SaveHorizonAsync(_ann, 3, 2);
        var changed = group with { Version = 2, Epoch = 8, Title = "New", Description = null, Cover = "c", GroupType = 0, UpdatedAt = Make.Noon.AddDays(1) };

        await Conversations.UpdateAsync(changed, new MemberChange([Make.Member(_cid, 1, 9), Make.Member(_ann, 2, 9)], [_bob]));

        AssertSame(changed with { Members = [new StoredMember(_ann, 2, Make.Noon, 3, 2), Make.Member(_cid, 1, 9)] }, await Conversations.LoadAsync(group.Id));
        await Conversations.UpdateAsync(changed with { Version = 3, Title = "Newer" }, null);
        Assert.Equal("Newer", (await Conversations.LoadAsync(group.Id))!.Title);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_changes_nothing()
    {
        var group = Make.Group(_ann);
        await Conversations.CreateAsync(group);

        await Assert.ThrowsAsync<StoreConflictException>(
            () => Conversations.UpdateAsync(group with { Version = 3, Title = "stale" }, new MemberChange([Make.Member(_bob)], [_ann])));
        await Assert.ThrowsAsync<StoreConflictException>(() => Conversations.DeleteAsync(group.Id, 2));
        await Assert.ThrowsAsync<StoreConflictException>(() => Conversations.UpdateAsync(Make.Group() with { Version = 2 }, null));

        AssertSame(group, await Conversations.LoadAsync(group.Id));
    }

    [Fact]
    public async Task Of_many_updates_of_one_version_one_is_stored()
    {
        var group = Make.Group(_ann);
        await Conversations.CreateAsync(group);

        var stored = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            try
            {
                await Conversations.UpdateAsync(group with { Version = 2, Title = $"{number}" }, null);
                return number;
            }
            catch (StoreConflictException)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(stored, number => number >= 0);
        Assert.Equal($"{winner}", (await Conversations.LoadAsync(group.Id))!.Title);
    }

    [Fact]
    public async Task A_deleted_conversation_is_gone_with_all_that_was_in_it_and_its_id_is_not_used_again()
    {
        var (group, log) = await Make.OpenGroupAsync(_store, _ann, _bob);
        var message = Make.Message(log, group.Id, "unforgettable");
        await log.AppendAsync(message);
        await log.AddReactionAsync(1, _ann, "👍", Make.Noon);
        await _store.Indexer.CatchUpAsync();

        await Conversations.DeleteAsync(group.Id, 1);

        Assert.Null(await Conversations.LoadAsync(group.Id));
        Assert.Null(await _store.Reader.LocateAsync(message.Id));
        Assert.Empty(await Conversations.ListIdsAsync(_ann, false, 10));
        Assert.Equal(0, (await _store.Reader.SearchAsync(_ann, "unforgettable", 0, 10)).Total);
        await Assert.ThrowsAsync<LogFailedException>(() => log.AppendAsync(Make.Message(log, group.Id)));
        var anew = await _store.Log.OpenAsync(group.Id);
        await Assert.ThrowsAsync<LogFailedException>(() => anew.AppendAsync(Make.Message(anew, group.Id)));
        await Assert.ThrowsAsync<StoreConflictException>(() => Conversations.CreateAsync(group));
        await Assert.ThrowsAsync<StoreConflictException>(() => Conversations.DeleteAsync(group.Id, 2));
        await _store.Indexer.CatchUpAsync();
        Assert.Empty(await _store.Reader.RangeAsync(group.Id, 1, 10));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_conversation_that_is_deleted_while_it_is_written_to()
    {
        fixture.SkipWithoutDatabase();

        // Without its start, nothing works in the background.
        await using var store = StoreUnderTest.Build((await fixture.CreateDatabaseAsync())!);
        var (group, log) = await Make.OpenGroupAsync(store, _ann);
        await log.AppendAsync(Make.Message(log, group.Id));
        var appends = Enumerable.Range(0, 3_000).Select(_ => log.AppendAsync(Make.Message(log, group.Id))).ToList();

        await store.Conversations.DeleteAsync(group.Id, 1);
        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default);
        await store.Indexer.CatchUpAsync();

        Assert.Empty(await store.Reader.RangeAsync(group.Id, 1, 10_000));
    }

    [Fact]
    public async Task Groups_are_listed_the_last_joined_first_and_a_page_at_a_time()
    {
        var groups = Enumerable.Range(0, 5).Select(number => Make.Group() with { Title = $"{number}", Members = [Make.Member(_ann, joined: number)] }).ToList();
        foreach (var group in groups)
        {
            await Conversations.CreateAsync(group);
        }

        await Conversations.CreateAsync(Make.Direct(_ann, _bob));
        var page = await Conversations.ListGroupsAsync(_ann, 1, 3);
        Assert.Equal(5, page.Total);
        Assert.Equal(["3", "2", "1"], page.Items.Select(group => group.Title));
        Assert.All(page.Items, group => Assert.Empty(group.Members));
        Assert.Equal((0, 5), ((await Conversations.ListGroupsAsync(_ann, 5, 3)).Items.Count, (await Conversations.ListGroupsAsync(_ann, 5, 3)).Total));
        Assert.Equal(0, (await Conversations.ListGroupsAsync(Guid.NewGuid(), 0, 3)).Total);
        Assert.Equal(6, (await Conversations.ListIdsAsync(_ann, false, 100)).Count);
        Assert.Equal(groups.Select(group => group.Id).Order(), (await Conversations.ListIdsAsync(_ann, true, 100)).Order());
        Assert.Equal(2, (await Conversations.ListIdsAsync(_ann, false, 2)).Count);
    }

    [Fact]
    public async Task Contacts_are_those_who_share_a_conversation_each_once()
    {
        await Conversations.CreateAsync(Make.Group(_ann, _bob, _cid));
        await Conversations.CreateAsync(Make.Direct(_ann, _bob));
        await Conversations.CreateAsync(Make.Group(_cid, Guid.NewGuid()));

        Assert.Equal(new[] { _bob, _cid }.Order(), (await Conversations.ListContactsAsync(_ann, 10)).Order());
        Assert.Single(await Conversations.ListContactsAsync(_ann, 1));
        Assert.Equal(3, (await Conversations.ListContactsAsync(_cid, 10)).Count);
        Assert.Empty(await Conversations.ListContactsAsync(Guid.NewGuid(), 10));
    }

    [Fact]
    public async Task Many_who_ask_for_their_contacts_at_once_cost_few_queries()
    {
        var users = Enumerable.Range(0, 300).Select(_ => Guid.NewGuid()).ToList();
        await Conversations.CreateAsync(Make.Group([.. users]));
        var reader = _store.Get<ContactsReader>();
        var before = reader.Queries;

        var contacts = await Task.WhenAll(users.Select(user => Conversations.ListContactsAsync(user, 1000)));

        Assert.All(contacts, list => Assert.Equal(299, list.Count));
        Assert.All(users.Zip(contacts), pair => Assert.DoesNotContain(pair.First, pair.Second));
        Assert.InRange(reader.Queries - before, 1, 12);
    }

    private static void AssertSame(StoredConversation expected, StoredConversation? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Members, actual.Members);
        Assert.Equal(expected with { Members = actual.Members }, actual);
    }
}
