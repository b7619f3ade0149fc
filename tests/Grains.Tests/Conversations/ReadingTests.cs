using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class ReadingTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;
    private Guid _eve;

    private IConversationGrain Direct => Conversation(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(3);
        (_ann, _bob, _eve) = (users[0], users[1], users[2]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Pages_are_newest_first_and_know_the_total()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        for (var i = 1; i <= 5; i++)
            await Conversation(group).PostAsync(People.Text(_ann, $"{i}"));
        Assert.Equal(["5", "4"], await ReadAsync(1));
        Assert.Equal(["3", "2"], await ReadAsync(2));
        Assert.Equal(["1"], await ReadAsync(3));
        Assert.Equal([], await ReadAsync(4));
        Assert.Equal([], await ReadAsync(int.MaxValue));
        Assert.Equal(["4", "3"], await ReadAtAsync(PageRequest.At(1, 2)));
        Assert.Equal(["1"], await ReadAtAsync(PageRequest.At(4, 2)));
        Assert.Equal([], await ReadAtAsync(PageRequest.At(5, 2)));
        Assert.Equal([], await ReadAtAsync(PageRequest.At(int.MaxValue, 2)));

        Task<IEnumerable<string>> ReadAsync(int number) => ReadAtAsync(new PageRequest(number, 2));

        async Task<IEnumerable<string>> ReadAtAsync(PageRequest asked)
        {
            var page = await Conversation(group).ReadAsync(_ann, asked, null);
            Assert.Equal(5, page.Total);
            return page.Items.Select(message => message.Content);
        }
    }

    [Fact]
    public async Task A_page_that_cannot_be_is_refused()
    {
        await Refused.ForAsync("page", () => Direct.ReadAsync(_ann, new PageRequest(0, 20), _bob));
        await Refused.ForAsync("offset", () => Direct.ReadAsync(_ann, PageRequest.At(-1, 20), _bob));
        await Refused.ForAsync("limit", () => Direct.ReadAsync(_ann, new PageRequest(1, 0), _bob));
        await Refused.ForAsync("limit", () => Direct.ReadAsync(_ann, new PageRequest(1, 201), _bob));
    }

    [Fact]
    public async Task A_direct_conversation_that_nobody_has_written_in_is_empty()
    {
        Assert.Equal(0, (await Direct.ReadAsync(_ann, new PageRequest(1, 20), _bob)).Total);
        var nobody = Guid.NewGuid();
        await Refused.WithAsync(ChatError.UserNotFound, () =>
            Conversation(ConversationId.Direct(_ann, nobody)).ReadAsync(_ann, new PageRequest(1, 20), nobody));
    }

    [Fact]
    public async Task Nobody_reads_the_direct_conversation_of_others()
    {
        var message = await cluster.Grains.PostToAsync(_ann, _bob, "Private");
        await Refused.WithAsync(ChatError.UserNotFound, () => Direct.ReadAsync(_eve, new PageRequest(1, 20), _bob));
        await Refused.WithAsync(ChatError.GroupNotFound, () => Direct.ReadAsync(_eve, new PageRequest(1, 20), null));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => Direct.ResumeAsync(_eve, new ResumePoint(0, 0, 0), 10));
        await MessageIsAbsentAsync(Direct, _eve, message.Sequence);
    }

    [Theory]
    [InlineData(GroupType.Private, ChatError.NotAMember)]
    [InlineData(GroupType.Public, ChatError.NotAMember)]
    [InlineData(GroupType.Secret, ChatError.GroupNotFound)]
    public async Task A_stranger_reads_nothing_in_a_group(GroupType type, ChatError refusal)
    {
        var group = Conversation(await cluster.Grains.CreateGroupAsync(type, _ann));
        var message = await group.PostAsync(People.Text(_ann, "Private"));
        await Refused.WithAsync(refusal, () => group.ReadAsync(_eve, new PageRequest(1, 20), null));
        await Refused.WithAsync(refusal, () => group.TypeAsync(_eve, true, null, null));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => group.ResumeAsync(_eve, new ResumePoint(0, 0, 0), 10));
        await MessageIsAbsentAsync(group, _eve, message.Sequence);
    }

    [Fact]
    public async Task There_is_no_message_beyond_either_end()
    {
        await cluster.Grains.PostToAsync(_ann, _bob, "Only");
        await MessageIsAbsentAsync(Direct, _ann, 0);
        await MessageIsAbsentAsync(Direct, _ann, 2);
        await MessageIsAbsentAsync(Direct, _ann, long.MaxValue);
        await MessageIsAbsentAsync(Direct, _ann, long.MinValue);
    }

    [Fact]
    public async Task The_status_of_a_message_follows_the_receivers_horizon()
    {
        await cluster.Grains.PostToAsync(_ann, _bob, "1");
        await cluster.Grains.PostToAsync(_ann, _bob, "2");
        Assert.Equal(MessageStatus.Delivered, await Direct.AcknowledgeAsync(_bob, 2, ReceiptKind.Delivered));
        Assert.Equal(MessageStatus.Seen, await Direct.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen));
        Assert.Equal(MessageStatus.Seen, await Direct.AcknowledgeAsync(_bob, 1, ReceiptKind.Delivered));
        Assert.Equal(MessageStatus.Seen, (await Direct.GetAsync(_ann, 1)).Status);
        Assert.Equal(MessageStatus.Delivered, (await Direct.GetAsync(_ann, 2)).Status);
        await cluster.Grains.PostToAsync(_ann, _bob, "3");
        Assert.Equal([MessageStatus.Sent, MessageStatus.Delivered, MessageStatus.Seen],
            (await Direct.ReadAsync(_ann, new PageRequest(1, 20), _bob)).Items.Select(message => message.Status));
    }

    [Fact]
    public async Task A_group_message_is_seen_when_everyone_else_has_seen_it()
    {
        var group = Conversation(await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _bob, _eve));
        await group.PostAsync(People.Text(_ann, "1"));
        await group.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen);
        Assert.Equal(MessageStatus.Sent, (await group.GetAsync(_ann, 1)).Status);
        await group.AcknowledgeAsync(_eve, 1, ReceiptKind.Delivered);
        Assert.Equal(MessageStatus.Delivered, (await group.GetAsync(_ann, 1)).Status);
        await group.AcknowledgeAsync(_eve, 1, ReceiptKind.Seen);
        Assert.Equal(MessageStatus.Seen, (await group.GetAsync(_ann, 1)).Status);
    }

    [Fact]
    public async Task A_burst_of_receipts_is_durable_when_the_last_is_answered()
    {
        for (var i = 1; i <= 20; i++)
            await cluster.Grains.PostToAsync(_ann, _bob, $"{i}");
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => Direct.AcknowledgeAsync(_bob, i, ReceiptKind.Seen)));
        var stored = await cluster.Service<IConversationStore>().LoadAsync(ConversationId.Direct(_ann, _bob));
        Assert.Equal((20L, 20L), (stored!.Members.Single(member => member.UserId == _bob).Delivered, stored.Members.Single(member => member.UserId == _bob).Seen));
        await cluster.BeginAnewAsync(Direct, () => cluster.Grains.PostToAsync(_ann, _bob, "More"));
        Assert.Equal(MessageStatus.Seen, (await Direct.GetAsync(_ann, 20)).Status);
    }

    private static async Task MessageIsAbsentAsync(IConversationGrain conversation, Guid user, long sequence)
    {
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.GetAsync(user, sequence));
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.EditAsync(user, sequence, "Mine now"));
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.DeleteAsync(user, sequence));
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.AcknowledgeAsync(user, sequence, ReceiptKind.Seen));
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.ReactAsync(user, sequence, "👍"));
        await Refused.WithAsync(ChatError.MessageNotFound, () => conversation.UnreactAsync(user, sequence, "👍"));
    }

    private IConversationGrain Conversation(Guid id) => cluster.Grains.GetGrain<IConversationGrain>(id);
}
