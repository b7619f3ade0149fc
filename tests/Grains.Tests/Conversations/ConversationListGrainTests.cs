using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class ConversationListGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;
    private Guid _eve;

    private IConversationListGrain List => cluster.Grains.GetGrain<IConversationListGrain>(0);

    public async ValueTask InitializeAsync() =>
        (_ann, _bob, _eve) = await cluster.Grains.RegisterAsync(3) is [var ann, var bob, var eve] ? (ann, bob, eve) : default;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_list_has_all_conversations_with_what_is_new_in_them()
    {
        await cluster.Grains.PostToAsync(_bob, _ann, "One");
        await cluster.Grains.PostToAsync(_bob, _ann, "Two");
        ClusterFixture.Time.Advance(TimeSpan.FromSeconds(1));
        var group = await cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup()).CreateAsync(New(_bob, _ann, _eve));
        var entries = (await List.ListAsync(_ann, PageRequest.At(0, 10))).Items;
        Assert.Equal([group.Id, ConversationId.Direct(_ann, _bob)], entries.Select(entry => entry.Id));
        Assert.Equal((true, "Project Team", null, 0), (entries[0].IsGroup, entries[0].Title, entries[0].Last, entries[0].Unread));
        Assert.Equal(new[] { _bob, _eve }.Order(), entries[0].Others.Select(user => user.Id).Order());
        Assert.Equal((false, null, "Two", false, 2), (entries[1].IsGroup, entries[1].Title, entries[1].Last!.Content, entries[1].Last!.IsRead, entries[1].Unread));

        await cluster.Grains.GetGrain<IConversationGrain>(entries[1].Id).AcknowledgeAsync(_ann, 2, ReceiptKind.Seen);
        ClusterFixture.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.Grains.PostToAsync(_ann, _bob, "Three");
        Assert.Equal(("Three", true, 0), (await List.ListAsync(_ann, PageRequest.At(0, 1))).Items[0] is var own ? (own.Last!.Content, own.Last.IsRead, own.Unread) : default);
        Assert.Equal((1, false), (await List.ListAsync(_bob, PageRequest.At(0, 1))).Items[0] is var bobs ? (bobs.Unread, bobs.Last!.IsRead) : default);
        await Refused.ForAsync("limit", () => List.ListAsync(_ann, PageRequest.At(0, 0)));
    }

    [Fact]
    public async Task Members_pin_and_mute_for_themselves_and_strangers_cannot()
    {
        await cluster.Grains.PostToAsync(_bob, _ann, "Hello");
        var id = ConversationId.Direct(_ann, _bob);
        Assert.Equal(new ConversationSettings(true, false), await List.SetAsync(id, _ann, true, null));
        Assert.Equal(new ConversationSettings(true, true), await List.SetAsync(id, _ann, null, true));
        Assert.Equal(new ConversationSettings(false, false), await List.SetAsync(id, _bob, null, null));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => List.SetAsync(id, _eve, true, null));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => List.SetAsync(Guid.NewGuid(), _ann, true, null));
    }

    [Fact]
    public async Task A_group_begins_with_all_its_members_or_not_at_all()
    {
        var group = cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup());
        await Refused.WithAsync(ChatError.UserNotFound, () => group.CreateAsync(New(_ann, _bob, Guid.NewGuid())));
        await Refused.ForAsync("participantIds", () => group.CreateAsync(New(_ann, [.. Enumerable.Range(0, 256).Select(_ => Guid.NewGuid())])));
        var deleted = await cluster.Grains.RegisterAsync();
        await cluster.Grains.GetGrain<IAccountGrain>(deleted).DeleteAsync();
        await Refused.WithAsync(ChatError.UserNotFound, () => group.CreateAsync(New(_ann, deleted)));
        Assert.Empty((await List.ListAsync(_bob, PageRequest.At(0, 10))).Items);

        var created = await group.CreateAsync(New(_ann, _bob, _bob, _ann, _eve));
        Assert.Equal([(_ann, GroupRole.Owner), (_bob, GroupRole.Member), (_eve, GroupRole.Member)], created.Members.Select(member => (member.UserId, member.Role)));
        await cluster.Grains.GetGrain<IConversationGrain>(created.Id).PostAsync(People.Text(_eve, "Hi") with { ById = true });
    }

    private static NewGroup New(Guid owner, params Guid[] members) => new(owner, "Project Team", null, null, GroupType.Private) { Members = [.. members] };
}
