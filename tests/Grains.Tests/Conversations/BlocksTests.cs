using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>What a block does to a conversation of two: Bob blocks Ann, and she may not learn of it.</summary>
[Collection(ClusterCollection.Name)]
public sealed class BlocksTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;
    private TestFront _front = null!;

    private Guid Id => ConversationId.Direct(_ann, _bob);

    private IConversationGrain Conversation => cluster.Grains.GetGrain<IConversationGrain>(Id);

    private IRelationGrain Relation => cluster.Grains.GetGrain<IRelationGrain>(Id);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
        _front = await TestFront.StartAsync(cluster.Grains);
        await _front.ConnectAsync(_ann, _bob);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_each_sees_what_a_model_of_it_shows(int seed)
    {
        var random = new Random(seed);
        var model = new Model();
        await PostAsync(model, _ann, "first");
        for (var step = 0; step < 60; step++)
        {
            var user = random.Next(2) == 0 ? _ann : _bob;
            switch (random.Next(9))
            {
                case 0 when model.Blocks(user):
                    await Relation.UnblockAsync(user, Other(user));
                    model.Blockers.Remove(user);
                    break;
                case 0:
                    await Relation.BlockAsync(user, Other(user));
                    model.Blockers.Add(user);
                    break;
                case 1 when model.Own(user) is { } own:
                    await Conversation.EditAsync(user, own.Sequence, $"edited {step}");
                    if (own.HiddenFor is not null || !model.Blocks(Other(user)))
                        own.Content = $"edited {step}";
                    break;
                case 2 when model.Visible(user).LastOrDefault() is { } newest:
                    await Conversation.AcknowledgeAsync(user, newest.Sequence, ReceiptKind.Seen);
                    model.Seen[user] = Math.Max(model.Seen.GetValueOrDefault(user), newest.Sequence);
                    break;
                case 3:
                    await PostAsync(model, user, $"message {step}"); // So that there is an activation to lose.
                    await cluster.BeginAnewAsync(Conversation, () => PostAsync(null, user, "refused"));
                    model.Messages.Add(new Modelled(model.Messages.Count + 1, Guid.Empty, "from elsewhere", null));
                    break;
                default:
                    await PostAsync(model, user, $"message {step}");
                    break;
            }
        }

        foreach (var user in new[] { _ann, _bob })
        {
            var expected = model.Messages.Select(message => message.HiddenFor == user ? null : message.Content);
            var page = await Conversation.ReadAsync(user, new PageRequest(1, 200), Other(user));
            Assert.Equal(expected.Reverse(), page.Items.Select(Shown));
            var resumed = await Conversation.ResumeAsync(user, new ResumePoint(page.Items[0].Epoch, 0, 0), 200);
            Assert.Equal(expected, resumed.Messages.Select(Shown));
            var batch = await Conversation.ReadBeforeAsync(user, null, 200);
            Assert.Equal(model.Visible(user).Select(message => message.Sequence).Reverse(), batch.Messages.Select(message => message.Sequence));
            foreach (var own in page.Items.Where(message => message.SenderId == user))
            {
                var modelled = model.Messages[(int)own.Sequence - 1];
                if (modelled.HiddenFor is not null)
                    Assert.Equal(MessageStatus.Sent, own.Status);
                else if (model.Seen.GetValueOrDefault(Other(user)) >= own.Sequence)
                    Assert.Equal(MessageStatus.Seen, own.Status);
            }

            // Everything that the user may see was told, in order, and nothing else.
            var last = model.Visible(user).Last(message => message.Sender != Guid.Empty).Sequence;
            await _front.UntilAsync(() => Told(user).Contains(last));
            var told = Told(user);
            Assert.Equal(told.Order(), told);
            Assert.All(told, sequence => Assert.NotEqual(user, model.Messages[(int)sequence - 1].HiddenFor));
            Assert.DoesNotContain(
                _front.HeardBy<MessageEdited>(user), edited => edited.Message.ConversationId == Id && model.Messages[(int)edited.Message.Sequence - 1].HiddenFor == user);
        }
    }

    [Fact]
    public async Task What_the_blocked_one_writes_reaches_nobody_but_themselves()
    {
        await SendAsync(_ann, "before");
        await Relation.BlockAsync(_bob, _ann);
        var shadowed = await SendAsync(_ann, "secret words");
        Assert.Equal((2, MessageStatus.Sent, _bob), (shadowed.Sequence, shadowed.Status, shadowed.ReceiverId));
        await _front.HearsAsync<MessagePosted>(_ann, posted => posted.Message.Id == shadowed.Id);

        var seenByBob = await Conversation.ReadAsync(_bob, new PageRequest(1, 10), _ann);
        Assert.Equal([null, "before"], seenByBob.Items.Select(Shown));
        await Refused.WithAsync(Interfaces.Errors.ChatError.MessageNotFound, () => Conversation.GetAsync(_bob, 2));
        await Refused.WithAsync(Interfaces.Errors.ChatError.MessageNotFound, () => Conversation.ReactAsync(_bob, 2, "👍"));
        Assert.Equal(["secret words", "before"], (await Conversation.ReadAsync(_ann, new PageRequest(1, 10), _bob)).Items.Select(Shown));

        // Bob may go on writing, and what he writes arrives.
        var answer = await SendAsync(_bob, "still here");
        await _front.HearsAsync<MessagePosted>(_ann, posted => posted.Message.Id == answer.Id);
        await _front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Id == answer.Id);
        Assert.DoesNotContain(_front.HeardBy<MessagePosted>(_bob), posted => posted.Message.Id == shadowed.Id);

        // It stays hidden when the block is over, whatever its author does to it.
        await Relation.UnblockAsync(_bob, _ann);
        await Conversation.EditAsync(_ann, 2, "still secret");
        var open = await SendAsync(_ann, "open again");
        await _front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Id == open.Id);
        await Conversation.AcknowledgeAsync(_bob, open.Sequence, ReceiptKind.Seen);
        Assert.DoesNotContain(_front.HeardBy<MessageEdited>(_bob), edited => edited.Message.Id == shadowed.Id);
        Assert.Equal(MessageStatus.Sent, (await Conversation.GetAsync(_ann, 2)).Status);
        Assert.Equal(MessageStatus.Seen, (await Conversation.GetAsync(_ann, open.Sequence)).Status);
    }

    [Fact]
    public async Task Edits_and_reactions_of_the_blocked_one_are_answered_and_not_stored()
    {
        var mine = await SendAsync(_ann, "mine");
        var theirs = await SendAsync(_bob, "theirs");
        await Relation.BlockAsync(_bob, _ann);

        var edited = await Conversation.EditAsync(_ann, mine.Sequence, "changed");
        Assert.Equal("changed", edited.Content);
        Assert.NotNull(edited.EditedAt);
        Assert.Equal([_ann], Assert.Single((await Conversation.ReactAsync(_ann, theirs.Sequence, "👍")).Reactions).UserIds);

        Assert.Equal("mine", (await Conversation.GetAsync(_bob, mine.Sequence)).Content);
        Assert.Empty((await Conversation.GetAsync(_bob, theirs.Sequence)).Reactions);
        Assert.Empty(_front.HeardBy<MessageEdited>(_bob));
        Assert.Empty(_front.HeardBy<ReactionChanged>(_bob));

        // What is theirs alone they change as they like.
        var shadowed = await SendAsync(_ann, "hidden");
        await Conversation.EditAsync(_ann, shadowed.Sequence, "hidden still");
        Assert.Equal("hidden still", (await Conversation.GetAsync(_ann, shadowed.Sequence)).Content);
        await _front.HearsAsync<MessageEdited>(_ann, change => change.Message.Id == shadowed.Id);

        // And Bob's own edits are told.
        await Conversation.EditAsync(_bob, theirs.Sequence, "theirs, changed");
        await _front.HearsAsync<MessageEdited>(_ann, change => change.Message.Id == theirs.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_hears_of_the_others_typing_and_receipts(bool written)
    {
        if (written)
            await SendAsync(_ann, "hello");
        await Relation.BlockAsync(_bob, _ann);
        await Conversation.TypeAsync(_ann, true, _bob, null);
        await Conversation.TypeAsync(_bob, true, _ann, null);
        if (written)
            await Conversation.AcknowledgeAsync(_bob, 1, ReceiptKind.Seen);
        await Relation.UnblockAsync(_bob, _ann);
        await Conversation.TypeAsync(_ann, false, _bob, null);
        await Conversation.TypeAsync(_bob, false, _ann, null);

        // Only what came after the block is heard.
        Assert.False((await _front.HearsAsync<TypingChanged>(_bob)).Typing);
        Assert.False((await _front.HearsAsync<TypingChanged>(_ann)).Typing);
        Assert.DoesNotContain(_front.HeardBy<ReceiptMoved>(_ann), receipt => receipt.UserId == _bob);
    }

    [Fact]
    public async Task The_blocked_ones_messages_are_not_found()
    {
        var word = $"w{Guid.NewGuid():N}";
        await SendAsync(_ann, word);
        await Relation.BlockAsync(_bob, _ann);
        await SendAsync(_ann, word);

        var lookup = cluster.Grains.GetGrain<ILookupGrain>(0);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while ((await lookup.SearchMessagesAsync(_ann, word, PageRequest.At(0, 10))).Total < 2)
            await Task.Delay(20, limit.Token); // The index follows.
        Assert.Equal(1, (await lookup.SearchMessagesAsync(_bob, word, PageRequest.At(0, 10))).Total);
    }

    [Fact]
    public async Task Nobody_is_brought_into_a_group_by_whom_they_block()
    {
        var cid = await cluster.Grains.RegisterAsync();
        await Relation.BlockAsync(_bob, _ann);

        var made = await cluster.Grains.GetGrain<IGroupGrain>(ConversationId.NewGroup()).CreateAsync(
            new NewGroup(_ann, "A group", null, null, GroupType.Private) { Members = [_bob, cid] });
        Assert.Equal([_ann, cid], made.Members.Select(member => member.UserId));

        var group = cluster.Grains.GetGrain<IGroupGrain>(made.Id);
        await group.AddMemberAsync(_ann, _bob, GroupRole.Member);
        Assert.Equal(2, (await group.GetAsync(_ann)).Members.Length);
        await group.AddMemberAsync(_ann, await cluster.Grains.RegisterAsync(), GroupRole.Member);
        await Refused.WithAsync(Interfaces.Errors.ChatError.RoleTooLow, () => group.AddMemberAsync(cid, _bob, GroupRole.Admin));
    }

    private Guid Other(Guid user) => user == _ann ? _bob : _ann;

    private Task<Message> SendAsync(Guid user, string content) => cluster.Grains.PostToAsync(user, Other(user), content);

    private async Task PostAsync(Model? model, Guid user, string content)
    {
        var posted = await SendAsync(user, content);
        model?.Messages.Add(new Modelled(posted.Sequence, user, content, model.Blocks(Other(user)) ? Other(user) : null));
    }

    private ImmutableArray<long> Told(Guid user) =>
        [.. _front.HeardBy<MessagePosted>(user).Where(posted => posted.Message.ConversationId == Id).Select(posted => posted.Message.Sequence)];

    /// <summary>What a reader sees of a message: null of a tombstone.</summary>
    private static string? Shown(Message message) => message.DeletedAt is null ? message.Content : null;

    /// <summary>What has to be so.</summary>
    private sealed class Model
    {
        public List<Modelled> Messages { get; } = [];

        public HashSet<Guid> Blockers { get; } = [];

        public Dictionary<Guid, long> Seen { get; } = [];

        public bool Blocks(Guid user) => Blockers.Contains(user);

        public IEnumerable<Modelled> Visible(Guid user) => Messages.Where(message => message.HiddenFor != user);

        public Modelled? Own(Guid user) => Messages.LastOrDefault(message => message.Sender == user);
    }

    private sealed class Modelled(long sequence, Guid sender, string content, Guid? hiddenFor)
    {
        public long Sequence => sequence;

        public Guid Sender => sender;

        public string Content { get; set; } = content;

        public Guid? HiddenFor => hiddenFor;
    }
}
