using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Storage.Tests.Relations;

public sealed class SqliteRelationStoreTests(SqliteFixture fixture) : RelationStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresRelationStoreTests(PostgresFixture fixture) : RelationStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class RelationStoreTests(StoreFixture fixture)
{
    private const int Pending = 1;
    private const int Accepted = 2;

    private readonly StoreUnderTest _store = fixture.Store;
    private readonly IRelationStore _relations = fixture.Store.Get<IRelationStore>();
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();
    private readonly Guid _cid = Guid.NewGuid();

    [Fact]
    public async Task A_relation_is_loaded_as_it_was_saved_from_either_side()
    {
        Assert.Null(await _relations.LoadAsync(_ann, _bob));
        var relation = new StoredRelation(1, Side(_ann, Pending, askedBy: _ann, message: "Hi! 😀"), Side(_bob, Pending, askedBy: _ann));
        await _relations.SaveAsync(relation);

        Assert.Equal(relation, await _relations.LoadAsync(_ann, _bob));
        Assert.Equal(relation with { One = relation.Other, Other = relation.One }, await _relations.LoadAsync(_bob, _ann));

        var later = relation with
        {
            Version = 2,
            One = relation.One with { Contact = Accepted, Asks = 2, Since = Make.Noon, UpdatedAt = Make.Noon.AddMinutes(3) },
            Other = relation.Other with { Contact = 0, AskedBy = null, BlockedAt = Make.Noon.AddMinutes(4) },
        };
        await _relations.SaveAsync(later);
        Assert.Equal(later, await _relations.LoadAsync(_ann, _bob));
        Assert.Null(await _relations.LoadAsync(_ann, _cid));
    }

    [Fact]
    public async Task Another_version_is_a_conflict_and_changes_neither_side()
    {
        var relation = new StoredRelation(1, Side(_ann, Pending), Side(_bob, Pending));
        await _relations.SaveAsync(relation);

        await Assert.ThrowsAsync<StoreConflictException>(() => _relations.SaveAsync(relation));
        await Assert.ThrowsAsync<StoreConflictException>(
            () => _relations.SaveAsync(relation with { Version = 3, One = relation.One with { Contact = Accepted } }));

        Assert.Equal(relation, await _relations.LoadAsync(_ann, _bob));
    }

    [Fact]
    public async Task Contacts_are_listed_by_status_the_one_changed_last_first()
    {
        await _store.Users.PutAsync(new StoredUser(_bob, "bob", "bob@example.com", "https://example.com/bob.png"));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Accepted), Side(_bob, Accepted)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Accepted, minutes: 5), Side(_cid, Accepted)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Pending, askedBy: _ann), Side(Guid.NewGuid(), Pending, askedBy: _ann)));

        var page = await _relations.ListContactsAsync(_ann, Accepted, 0, 10);
        Assert.Equal(2, page.Total);
        Assert.Equal([_cid, _bob], page.Items.Select(contact => contact.Other.Id));
        Assert.Equal(new StoredPerson(_bob, "bob", "https://example.com/bob.png", null), page.Items[1].Other);
        Assert.Equal("", page.Items[0].Other.Username); // Not in the directory yet.
        Assert.Equal([_bob], (await _relations.ListContactsAsync(_ann, Accepted, 1, 10)).Items.Select(contact => contact.Other.Id));
        Assert.Empty((await _relations.ListContactsAsync(_ann, Accepted, 2, 10)).Items);
        Assert.Equal(new RelationCounts(2, 1, 0), await _relations.CountAsync(_ann));
        Assert.Equal(new RelationCounts(1, 0, 0), await _relations.CountAsync(_bob));
    }

    [Fact]
    public async Task A_contact_is_found_by_its_own_side_only()
    {
        var relation = new StoredRelation(1, Side(_ann, Pending), Side(_bob, 0));
        await _relations.SaveAsync(relation);

        Assert.Equal(_bob, await _relations.FindContactAsync(_ann, relation.One.ContactId));
        Assert.Null(await _relations.FindContactAsync(_bob, relation.One.ContactId));
        Assert.Null(await _relations.FindContactAsync(_bob, relation.Other.ContactId)); // Nothing is left of it there.
        Assert.Null(await _relations.FindContactAsync(_ann, Guid.NewGuid()));
    }

    [Fact]
    public async Task Blocks_are_listed_for_who_made_them_and_found_for_whom_they_meet()
    {
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, 0, blocked: 1), Side(_bob, Accepted)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, 0, blocked: 2), Side(_cid, 0, blocked: 3)));

        var page = await _relations.ListBlockedAsync(_ann, 0, 10);
        Assert.Equal((2, _cid, _bob), (page.Total, page.Items[0].Other.Id, page.Items[1].Other.Id));
        Assert.Equal(Make.Noon.AddMinutes(2), page.Items[0].BlockedAt);
        Assert.Equal([_bob], (await _relations.ListBlockedAsync(_ann, 1, 10)).Items.Select(blocked => blocked.Other.Id));
        Assert.Equal(0, (await _relations.ListBlockedAsync(_bob, 0, 10)).Total);
        Assert.Equal(2, (await _relations.CountAsync(_ann)).Blocks);

        Assert.Equal([(_ann, Make.Noon.AddMinutes(1))], await _relations.ListBlockersAsync(_bob, [_cid, _ann, Guid.NewGuid()]));
        Assert.Equal([(_cid, Make.Noon.AddMinutes(3))], await _relations.ListBlockersAsync(_ann, [_bob, _cid]));
        Assert.Empty(await _relations.ListBlockersAsync(_ann, []));
    }

    [Fact]
    public async Task Contacts_hear_of_presence_and_the_blocked_do_not()
    {
        await Store.CreateAsync(Make.Group(_ann, _bob, _cid));
        var friend = Guid.NewGuid();
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Accepted), Side(friend, Accepted)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Pending), Side(Guid.NewGuid(), Pending)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, 0, blocked: 1), Side(_bob, Accepted)));

        Assert.Equal(new[] { friend, _cid }.Order(), (await Store.ListContactsAsync(_ann, 10)).Order());
        Assert.Contains(_ann, await Store.ListContactsAsync(_bob, 10)); // Who is blocked is still heard of.
        Assert.Single(await Store.ListContactsAsync(_ann, 1));
    }

    [Fact]
    public async Task Visible_are_contacts_as_far_as_one_knows_and_those_in_common_conversations()
    {
        await Store.CreateAsync(Make.Direct(_ann, _cid));
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Accepted), Side(_bob, 0, blocked: 1)));

        Assert.Equal(new[] { _bob, _cid }.Order(), (await _relations.ListVisibleAsync(_ann, [_bob, _cid, Guid.NewGuid(), _ann])).Order());
        Assert.Empty(await _relations.ListVisibleAsync(_bob, [_ann, _cid]));
        Assert.Empty(await _relations.ListVisibleAsync(_ann, []));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_user_who_is_forgotten()
    {
        await _relations.SaveAsync(new StoredRelation(1, Side(_ann, Accepted, message: "Ann's words"), Side(_bob, Accepted)));
        await _relations.SaveAsync(new StoredRelation(1, Side(_bob, 0, blocked: 1), Side(_cid, 0)));

        await _relations.ForgetAsync(_ann);
        await _relations.ForgetAsync(_ann);

        Assert.Null(await _relations.LoadAsync(_bob, _ann));
        Assert.Equal(0, (await _relations.ListContactsAsync(_bob, Accepted, 0, 10)).Total);
        Assert.NotNull(await _relations.LoadAsync(_bob, _cid));
        Assert.Contains(_store.Get<IEnumerable<IForgetsAccounts>>(), store => ReferenceEquals(store, _relations));
    }

    private IConversationStore Store => _store.Conversations;

    private static StoredSide Side(Guid user, int contact, Guid? askedBy = null, string? message = null, int minutes = 0, int? blocked = null) => new(
        user, Guid.CreateVersion7(), contact, askedBy, 0, message, null, Make.Noon.AddMinutes(minutes), blocked is { } at ? Make.Noon.AddMinutes(at) : null);
}
