using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>Conversations that a caller knows by no more than their ids, direct or group.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ByIdTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;
    private Guid _eve;

    private IConversationGrain Direct => Conversation(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync() =>
        (_ann, _bob, _eve) = await cluster.Grains.RegisterAsync(3) is [var ann, var bob, var eve] ? (ann, bob, eve) : default;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_direct_conversation_is_opened_once_whoever_asks_and_however_often()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? Direct.OpenDirectAsync(_ann, _bob) : Direct.OpenDirectAsync(_bob, _ann)));
        Assert.Single(opened, info => info.IsNew);
        Assert.All(opened, info => Assert.Equal((ConversationId.Direct(_ann, _bob), false, null), (info.Id, info.IsGroup, info.Title)));
        Assert.Equal(new[] { _ann, _bob }.Order(), opened[0].Members.Order());
        Assert.False((await Direct.OpenDirectAsync(_ann, _bob)).IsNew);
        Assert.Equal(opened[0].CreatedAt, (await Direct.DescribeAsync(_bob)).CreatedAt);
    }

    [Fact]
    public async Task Nobody_opens_a_conversation_with_themselves_with_nobody_or_of_others()
    {
        await Refused.ForAsync("receiverId", () => Conversation(ConversationId.Direct(_ann, _ann)).OpenDirectAsync(_ann, _ann));
        var nobody = Guid.NewGuid();
        await Refused.WithAsync(ChatError.UserNotFound, () => Conversation(ConversationId.Direct(_ann, nobody)).OpenDirectAsync(_ann, nobody));
        await Refused.WithAsync(ChatError.ConversationNotFound, () => Direct.OpenDirectAsync(_eve, _bob));
    }

    [Fact]
    public async Task A_member_posts_reads_and_types_by_the_id_alone()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _bob);
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_bob);
        foreach (var conversation in new[] { Direct, Conversation(group) })
        {
            var posted = await conversation.PostAsync(Here(_ann, "Hello"));
            var batch = await conversation.ReadBeforeAsync(_bob, null, 10);
            Assert.Equal(posted with { Status = MessageStatus.Delivered }, Assert.Single(batch.Messages), MessageComparer.Instance);
            Assert.False(batch.More);
            Assert.Equal(new[] { _ann, _bob }.Order(), batch.Horizons.Select(horizon => horizon.UserId).Order());
            await conversation.TypeHereAsync(_ann, true, null);
            await front.HearsAsync<TypingChanged>(_bob, typing => (typing.GroupId ?? ConversationId.Direct(_ann, _bob)) == posted.ConversationId);
        }

        Assert.Equal(_bob, (await Direct.ReadBeforeAsync(_ann, null, 1)).Messages[0].ReceiverId);
        var info = await Conversation(group).DescribeAsync(_bob);
        Assert.Equal((true, "A group", 2), (info.IsGroup, info.Title, info.Members.Length));
    }

    [Fact]
    public async Task To_everyone_else_it_does_not_exist()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        var open = await cluster.Grains.CreateGroupAsync(GroupType.Public, _ann, _bob);
        var left = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _eve);
        await cluster.Grains.GetGrain<IGroupGrain>(left).LeaveAsync(_eve);
        foreach (var conversation in new[] { Direct, Conversation(open), Conversation(left), Conversation(Guid.NewGuid()) })
        {
            await Refused.WithAsync(ChatError.ConversationNotFound, () => conversation.PostAsync(Here(_eve, "Hello")));
            await Refused.WithAsync(ChatError.ConversationNotFound, () => conversation.PostAsync(Here(_eve, "Hello") with { OperationId = "op", ParentId = Guid.NewGuid() }));
            await Refused.WithAsync(ChatError.ConversationNotFound, () => conversation.ReadBeforeAsync(_eve, null, 10));
            await Refused.WithAsync(ChatError.ConversationNotFound, () => conversation.DescribeAsync(_eve));
            await Refused.WithAsync(ChatError.ConversationNotFound, () => conversation.TypeHereAsync(_eve, true, null));
        }
    }

    [Fact]
    public async Task Nothing_is_sent_to_an_account_that_is_deleted()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        await Direct.PostAsync(Here(_ann, "Hello"));
        await cluster.Grains.GetGrain<IAccountGrain>(_bob).DeleteAsync();
        await Refused.WithAsync(ChatError.UserNotFound, () => Direct.PostAsync(Here(_ann, "Are you there?")));
    }

    [Fact]
    public async Task A_repetition_is_the_first_message_whatever_it_says()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        var sent = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Direct.PostAsync(Here(_ann, $"cipher {i}") with { Encrypted = true, OperationId = "temp", AnyBody = true })));
        var first = Assert.Single(sent, message => !message.Repeated);
        Assert.All(sent, message => Assert.Equal((first.Id, first.Content, "temp"), (message.Id, message.Content, message.OperationId)));
        Assert.Single((await Direct.ReadBeforeAsync(_bob, null, 10)).Messages);

        await Direct.DeleteAsync(_ann, 1);
        var again = await Direct.PostAsync(Here(_ann, "cipher") with { Encrypted = true, OperationId = "temp", AnyBody = true });
        Assert.Equal((first.Id, true), (again.Id, again.Repeated));
        await Refused.WithAsync(ChatError.OperationMismatch, () => Direct.PostAsync(Here(_ann, "another body") with { OperationId = "temp" }));
    }

    [Fact]
    public async Task Going_back_by_cursors_meets_every_message_once_while_others_write_and_delete()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        for (var i = 1; i <= 100; i++)
            await Direct.PostAsync(Here(_ann, $"{i}"));
        var more = Task.WhenAll(Enumerable.Range(1, 100).Select(async i =>
        {
            await Direct.PostAsync(Here(_bob, $"new {i}"));
            await Direct.DeleteAsync(_ann, i);
        }));
        var seen = new List<long>();
        long? before = null;
        while (true)
        {
            var batch = await Direct.ReadBeforeAsync(_bob, before, 7);
            seen.AddRange(batch.Messages.Select(message => message.Sequence));
            if (!batch.More)
                break;
            before = batch.Messages[^1].Sequence;
        }

        await more;
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(i => (long)i).Reverse(), seen);
        Assert.True(seen.Count >= 100);
    }

    [Fact]
    public async Task Before_the_first_there_is_nothing_and_a_page_has_its_bounds()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        Assert.Empty((await Direct.ReadBeforeAsync(_ann, null, 10)).Messages);
        await Direct.PostAsync(Here(_ann, "Hello"));
        foreach (var before in new long?[] { 1, 0, -5, long.MinValue })
        {
            var batch = await Direct.ReadBeforeAsync(_ann, before, 10);
            Assert.Equal((0, false), (batch.Messages.Length, batch.More));
        }

        Assert.Single((await Direct.ReadBeforeAsync(_ann, long.MaxValue, 10)).Messages);
        await Refused.ForAsync("limit", () => Direct.ReadBeforeAsync(_ann, null, 0));
        await Refused.ForAsync("limit", () => Direct.ReadBeforeAsync(_ann, null, 201));
    }

    [Fact]
    public async Task A_page_says_how_far_each_member_has_come()
    {
        await Direct.OpenDirectAsync(_ann, _bob);
        await Direct.PostAsync(Here(_ann, "One"));
        await Direct.PostAsync(Here(_ann, "Two"));
        await Direct.AcknowledgeAsync(_bob, 2, ReceiptKind.Delivered);
        await Direct.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen);
        var batch = await Direct.ReadBeforeAsync(_ann, null, 10);
        Assert.Equal((2L, 1L), batch.Horizons.Single(horizon => horizon.UserId == _bob) is var bob ? (bob.Delivered, bob.Seen) : default);
        Assert.Equal([MessageStatus.Delivered, MessageStatus.Seen], batch.Messages.Select(message => message.Status));
    }

    private static NewMessage Here(Guid sender, string content) => People.Text(sender, content) with { ById = true };

    private IConversationGrain Conversation(Guid id) => cluster.Grains.GetGrain<IConversationGrain>(id);
}
