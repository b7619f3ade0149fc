using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class ChangingTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;
    private TestFront _front = null!;

    private IConversationGrain Direct => cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
        _front = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(_ann, _bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "Original");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_edit_is_told_to_both_and_read_from_then_on()
    {
        var edited = await Direct.EditAsync(_ann, 1, "Edited");
        Assert.Equal("Edited", edited.Content);
        Assert.NotNull(edited.EditedAt);
        Assert.Equal(edited, await Direct.GetAsync(_bob, 1), MessageComparer.Instance);
        Assert.Equal(1, (await _front.HearsAsync<MessageEdited>(_ann)).Change);
        Assert.Equal("Edited", (await _front.HearsAsync<MessageEdited>(_bob)).Message.Content);
    }

    [Fact]
    public async Task Only_the_author_edits_and_deletes()
    {
        await Refused.WithAsync(ChatError.NotTheAuthor, () => Direct.EditAsync(_bob, 1, "Edited"));
        await Refused.WithAsync(ChatError.NotTheAuthor, () => Direct.DeleteAsync(_bob, 1));
        await Refused.ForAsync("content", () => Direct.EditAsync(_ann, 1, ""));
        Assert.Equal("Original", (await Direct.GetAsync(_bob, 1)).Content);
    }

    [Fact]
    public async Task A_deleted_message_leaves_its_place_and_nothing_else()
    {
        await Direct.ReactAsync(_bob, 1, "👍");
        await Direct.DeleteAsync(_ann, 1);
        await cluster.Grains.PostToAsync(_ann, _bob, "Next");
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.GetAsync(_ann, 1));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.EditAsync(_ann, 1, "Back"));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.DeleteAsync(_ann, 1));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.ReactAsync(_ann, 1, "👍"));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen));
        var history = await Direct.ReadAsync(_bob, new PageRequest(1, 20), _ann);
        Assert.Equal([2, 1], history.Items.Select(message => message.Sequence));
        Assert.Equal("", history.Items[1].Content);
        Assert.NotNull(history.Items[1].DeletedAt);
        Assert.Empty(history.Items[1].Reactions);
        Assert.Equal("", (await _front.HearsAsync<MessageDeleted>(_bob)).Message.Content);
    }

    [Fact]
    public async Task Changes_that_are_stored_without_an_answer_are_heard_all_the_same()
    {
        await cluster.Grains.PostToAsync(_ann, _bob, "Second");
        var log = await cluster.Service<IMessageLog>().OpenAsync(ConversationId.Direct(_ann, _bob));
        await log.EditAsync(1, "From elsewhere", DateTimeOffset.UnixEpoch);
        await log.DeleteAsync(2, DateTimeOffset.UnixEpoch);
        await Refused.WithAsync(ChatError.Unavailable, () => Direct.EditAsync(_ann, 1, "Lost"));
        Assert.Equal("From elsewhere", (await _front.HearsAsync<MessageEdited>(_bob)).Message.Content);
        Assert.Equal((2L, 2L), (await _front.HearsAsync<MessageDeleted>(_bob)) is var deleted ? (deleted.Message.Sequence, deleted.Change) : default);
    }

    [Fact]
    public async Task Of_edits_and_a_deletion_at_once_the_deletion_wins_and_no_edit_brings_it_back()
    {
        var tasks = Enumerable.Range(0, 10).Select(i => AllowAsync(() => Direct.EditAsync(_ann, 1, $"{i}")))
            .Append(AllowAsync(() => Direct.DeleteAsync(_ann, 1)))
            .Concat(Enumerable.Range(10, 10).Select(i => AllowAsync(() => Direct.EditAsync(_ann, 1, $"{i}"))));
        await Task.WhenAll(tasks);
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.GetAsync(_ann, 1));
        await cluster.Grains.PostToAsync(_ann, _bob, "The conversation goes on");

        static async Task AllowAsync(Func<Task> change)
        {
            try
            {
                await change();
            }
            catch (ChatException refusal) when (refusal.Error == ChatError.MessageNotFound)
            {
            }
        }
    }

    [Fact]
    public async Task Reactions_are_grouped_in_order_of_first_use_and_counted_once()
    {
        await Direct.ReactAsync(_bob, 1, "👍");
        await Direct.ReactAsync(_ann, 1, "❤️");
        await Direct.ReactAsync(_ann, 1, "👍");
        await Direct.ReactAsync(_ann, 1, "👍");
        var reactions = (await Direct.GetAsync(_ann, 1)).Reactions;
        Assert.Equal(["👍", "❤️"], reactions.Select(reaction => reaction.Emoji));
        Assert.Equal([_bob, _ann], reactions[0].UserIds);
        await Direct.UnreactAsync(_bob, 1, "👍");
        await Direct.UnreactAsync(_bob, 1, "👍");
        Assert.Equal([_ann], (await Direct.GetAsync(_ann, 1)).Reactions.Single(reaction => reaction.Emoji == "👍").UserIds);
    }

    [Fact]
    public async Task A_reaction_is_answered_with_the_message_and_told_to_all_once()
    {
        var reacted = await Direct.ReactAsync(_bob, 1, "👍");
        await Direct.ReactAsync(_bob, 1, "👍");
        var bare = await Direct.UnreactAsync(_bob, 1, "👍");
        await Direct.UnreactAsync(_bob, 1, "👍");
        await Direct.EditAsync(_ann, 1, "Last");

        Assert.Equal([_bob], Assert.Single(reacted.Reactions).UserIds);
        Assert.Empty(bare.Reactions);
        foreach (var user in new[] { _ann, _bob })
        {
            await _front.HearsAsync<MessageEdited>(user, edited => edited.Change == 3);
            var heard = _front.HeardBy<ReactionChanged>(user);
            Assert.Equal([(_bob, "👍", true, 1L), (_bob, "👍", false, 2L)], heard.Select(reaction => (reaction.UserId, reaction.Emoji, reaction.Added, reaction.Change)));
            Assert.Equal(reacted, heard[0].Message, MessageComparer.Instance);
        }
    }

    [Fact]
    public async Task A_receipt_is_told_to_all_when_it_moves_a_horizon()
    {
        var second = await cluster.Grains.PostToAsync(_ann, _bob, "Second");
        await Direct.AcknowledgeAsync(_bob, 2, ReceiptKind.Seen);
        await Direct.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen);
        await Direct.AcknowledgeAsync(_bob, 2, ReceiptKind.Delivered);
        await cluster.Grains.PostToAsync(_ann, _bob, "Third");
        foreach (var user in new[] { _ann, _bob })
        {
            await _front.HearsAsync<MessagePosted>(user, posted => posted.Message.Sequence == 3);
            var heard = Assert.Single(_front.HeardBy<ReceiptMoved>(user));
            Assert.Equal((second.ConversationId, false, second.Id, 2L, _bob, ReceiptKind.Seen), (heard.ConversationId, heard.IsGroup, heard.MessageId, heard.Sequence, heard.UserId, heard.Kind));
        }
    }

    [Fact]
    public async Task In_a_large_group_only_the_reader_hears_of_a_receipt()
    {
        var users = await cluster.Grains.RegisterAsync(ConversationLimits.Receipts);
        var id = ConversationId.NewGroup();
        await cluster.Service<IConversationStore>().CreateAsync(ConversationState.NewGroup(id, new NewGroup(_ann, "Large", null, null, GroupType.Private), DateTimeOffset.UnixEpoch) with
        {
            Members = [.. users.Append(_ann).Select(user => ConversationState.NewMember(user, GroupRole.Member, DateTimeOffset.UnixEpoch, 0))],
        });
        await _front.ConnectAsync(users[0], users[1]);
        var group = cluster.Grains.GetGrain<IConversationGrain>(id);
        await group.PostAsync(People.Text(_ann, "Hello"));
        await group.AcknowledgeAsync(users[0], 1, ReceiptKind.Seen);
        Assert.Equal(users[0], (await _front.HearsAsync<ReceiptMoved>(users[0])).UserId);
        await group.PostAsync(People.Text(_ann, "Again"));
        await _front.HearsAsync<MessagePosted>(users[1], posted => posted.Message.Sequence == 2);
        Assert.Empty(_front.HeardBy<ReceiptMoved>(users[1]));
        Assert.Empty(_front.HeardBy<ReceiptMoved>(_ann));
    }

    [Fact]
    public async Task A_message_bears_fifty_different_emojis_and_what_is_no_emoji_is_refused()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Direct.ReactAsync(_ann, 1, $"e{i}")));
        await Refused.WithAsync(ChatError.LimitReached, () => Direct.ReactAsync(_bob, 1, "one more"[..3]));
        await Direct.ReactAsync(_bob, 1, "e7");
        await Refused.ForAsync("emoji", () => Direct.ReactAsync(_bob, 1, ""));
        await Refused.ForAsync("emoji", () => Direct.ReactAsync(_bob, 1, new string('e', 33)));
        await Refused.ForAsync("emoji", () => Direct.ReactAsync(_bob, 1, "a b"));
    }

    [Fact]
    public async Task Many_react_at_once_and_each_counts()
    {
        var users = await cluster.Grains.RegisterAsync(20);
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, users);
        var conversation = cluster.Grains.GetGrain<IConversationGrain>(group);
        await conversation.PostAsync(People.Text(_ann, "Vote"));
        await Task.WhenAll(users.Select(user => conversation.ReactAsync(user, 1, "👍")));
        Assert.Equal(20, Assert.Single((await conversation.GetAsync(_ann, 1)).Reactions).UserIds.Length);
    }

    [Fact]
    public async Task The_other_one_hears_of_typing_and_the_typist_does_not()
    {
        await Direct.TypeAsync(_ann, true, _bob, null);
        await Direct.TypeAsync(_ann, false, _bob, null);
        var heard = await _front.HearsAsync<TypingChanged>(_bob, typing => !typing.Typing);
        Assert.Equal((_ann, null, _bob), (heard.UserId, heard.GroupId, heard.ReceiverId));
        Assert.Empty(_front.HeardBy<TypingChanged>(_ann));
    }

    [Fact]
    public async Task Typing_is_heard_before_the_first_message_too()
    {
        var carol = await cluster.Grains.RegisterAsync();
        await _front.ConnectAsync(carol);
        await cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, carol)).TypeAsync(_ann, true, carol, null);
        Assert.Equal(_ann, (await _front.HearsAsync<TypingChanged>(carol)).UserId);
        var nobody = Guid.NewGuid();
        await Refused.WithAsync(ChatError.UserNotFound, () =>
            cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, nobody)).TypeAsync(_ann, true, nobody, null));
    }

    [Fact]
    public async Task Typing_in_a_group_names_the_group()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _bob);
        await cluster.Grains.GetGrain<IConversationGrain>(group).TypeAsync(_ann, true, null, null);
        var heard = await _front.HearsAsync<TypingChanged>(_bob, typing => typing.GroupId == group);
        Assert.Equal((_ann, null), (heard.UserId, heard.ReceiverId));
    }
}
