using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>Messages that a member hid from themselves.</summary>
[Collection(ClusterCollection.Name)]
public sealed class HidingTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;

    private IConversationGrain Direct => cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await cluster.Grains.RegisterAsync(2) is [var ann, var bob] ? (ann, bob) : default;
        for (var i = 1; i <= 10; i++)
            await cluster.Grains.PostToAsync(_ann, _bob, $"{i}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_one_hides_is_gone_for_them_and_there_for_the_other_also_when_the_conversation_begins_anew()
    {
        await Direct.ReactAsync(_ann, 9, "👍");
        await HideAsync(_bob, 9, 8, 3);
        await AssertHiddenAsync();
        await cluster.BeginAnewAsync(Direct, () => cluster.Grains.PostToAsync(_ann, _bob, "lost"));
        await AssertHiddenAsync();

        async Task AssertHiddenAsync()
        {
            var head = (await Direct.ReadBeforeAsync(_ann, null, 1)).Messages[0].Sequence;
            var batch = await Direct.ReadBeforeAsync(_bob, 11, 4);
            Assert.Equal([10, 7, 6, 5], batch.Messages.Select(message => message.Sequence));
            Assert.True(batch.More);
            Assert.Equal([4, 2, 1], (await Direct.ReadBeforeAsync(_bob, 5, 10)).Messages.Select(message => message.Sequence));
            Assert.Equal([10, 9, 8, 7], (await Direct.ReadBeforeAsync(_ann, 11, 4)).Messages.Select(message => message.Sequence));

            // Where places count, tombstones keep them.
            var page = (await Direct.ReadAsync(_bob, new PageRequest(1, 20), _ann)).Items;
            Assert.Equal(Enumerable.Range(1, (int)head).Reverse().Select(i => (long)i), page.Select(message => message.Sequence));
            Assert.Equal([9, 8, 3], page.Where(message => message.DeletedAt is not null).Select(message => message.Sequence));
            Assert.All(page.Where(message => message.DeletedAt is not null), message => Assert.Equal(("", 0), (message.Content, message.Reactions.Length)));
            var resumed = await Direct.ResumeAsync(_bob, new ResumePoint(page[0].Epoch, 5, 0), 20);
            Assert.Equal([9, 8], resumed.Messages.Where(message => message.DeletedAt is not null).Select(message => message.Sequence).Reverse());
            Assert.DoesNotContain((await Direct.ReadAsync(_ann, new PageRequest(1, 20), _bob)).Items, message => message.DeletedAt is not null);
        }
    }

    [Fact]
    public async Task To_who_hid_it_a_message_does_not_exist()
    {
        await HideAsync(_bob, 9);
        var id = (await Direct.GetAsync(_ann, 9)).Id;
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.GetAsync(_bob, 9));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.ReactAsync(_bob, 9, "👍"));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.AcknowledgeAsync(_bob, 9, ReceiptKind.Seen));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.PostAsync(People.Text(_bob, "To what?", parent: id) with { ById = true }));
        await Direct.PostAsync(People.Text(_ann, "To that", parent: id) with { ById = true });
        await Direct.HideAsync(_bob, 9);
        await Direct.HideAsync(_ann, 9);
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.EditAsync(_ann, 9, "changed"));
    }

    [Fact]
    public async Task Only_members_hide_and_only_what_is_there_and_only_the_hider_hears_of_it()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_ann, _bob);
        var eve = await cluster.Grains.RegisterAsync();
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.HideAsync(eve, 1));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.HideAsync(_bob, 11));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.HideAsync(_bob, 0));
        await Direct.DeleteAsync(_ann, 2);
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.HideAsync(_bob, 2));
        await HideAsync(_bob, 1);
        Assert.Equal((Direct.GetPrimaryKey(), 1L), (await front.HearsAsync<MessageHidden>(_bob)) is var heard ? (heard.ConversationId, heard.Sequence) : default);
        Assert.Empty(front.HeardBy<MessageHidden>(_ann));
    }

    [Fact]
    public async Task Going_back_over_hidden_messages_comes_to_the_end()
    {
        await HideAsync(_bob, 1, 2, 3, 4, 5);
        var batch = await Direct.ReadBeforeAsync(_bob, null, 5);
        Assert.Equal([10, 9, 8, 7, 6], batch.Messages.Select(message => message.Sequence));
        Assert.True(batch.More);
        var rest = await Direct.ReadBeforeAsync(_bob, 6, 5);
        Assert.Equal((0, false), (rest.Messages.Length, rest.More));
    }

    private async Task HideAsync(Guid user, params long[] sequences)
    {
        foreach (var sequence in sequences)
            await Direct.HideAsync(user, sequence);
    }
}
