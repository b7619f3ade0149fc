using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

[Collection(ClusterCollection.Name)]
public sealed class PostingTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;

    private IConversationGrain Direct => cluster.Grains.GetGrain<IConversationGrain>(ConversationId.Direct(_ann, _bob));

    public async ValueTask InitializeAsync() => (_ann, _bob) = await cluster.Grains.RegisterAsync(2) is [var one, var other] ? (one, other) : default;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_first_message_creates_a_direct_conversation()
    {
        var message = await cluster.Grains.PostToAsync(_ann, _bob, "Hello");
        Assert.Equal((1L, _ann, _bob, "Hello", MessageStatus.Sent), (message.Sequence, message.SenderId, message.ReceiverId, message.Content, message.Status));
        var answer = await cluster.Grains.PostToAsync(_bob, _ann, "Hi");
        Assert.Equal((2L, message.Epoch, _ann), (answer.Sequence, answer.Epoch, answer.ReceiverId));
    }

    [Fact]
    public async Task Both_may_write_the_first_message_at_once()
    {
        var posted = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            i % 2 == 0 ? cluster.Grains.PostToAsync(_ann, _bob, $"{i}") : cluster.Grains.PostToAsync(_bob, _ann, $"{i}")));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), posted.Select(message => message.Sequence).Order());
    }

    [Fact]
    public async Task Nobody_writes_to_themselves_or_to_nobody()
    {
        await Refused.ForAsync("receiverId", () => cluster.Grains.PostToAsync(_ann, _ann, "Me"));
        await Refused.WithAsync(ChatError.UserNotFound, () => cluster.Grains.PostToAsync(_ann, Guid.NewGuid(), "Nobody"));
    }

    [Fact]
    public async Task Nobody_writes_into_the_direct_conversation_of_others()
    {
        await cluster.Grains.PostToAsync(_ann, _bob, "Private");
        var eve = await cluster.Grains.RegisterAsync();
        await Refused.WithAsync(ChatError.ConversationNotFound, () => Direct.PostAsync(People.Text(eve, "Let me in") with { PeerId = _bob }));
        await Refused.WithAsync(ChatError.GroupNotFound, () => Direct.PostAsync(People.Text(eve, "Let me in")));
        await Refused.WithAsync(ChatError.GroupNotFound, () => Direct.PostAsync(People.Text(_ann, "As a group")));
    }

    [Fact]
    public async Task A_stranger_cannot_post()
    {
        var hidden = await cluster.Grains.CreateGroupAsync(GroupType.Secret, _ann);
        await Refused.WithAsync(ChatError.GroupNotFound, () => Group(hidden).PostAsync(People.Text(_bob, "Hi")));
        var known = await cluster.Grains.CreateGroupAsync(GroupType.Public, _ann);
        await Refused.WithAsync(ChatError.NotAMember, () => Group(known).PostAsync(People.Text(_bob, "Hi")));
        await Refused.WithAsync(ChatError.GroupNotFound, () => Group(Guid.NewGuid()).PostAsync(People.Text(_bob, "Hi")));
    }

    [Fact]
    public async Task What_breaks_a_rule_is_refused_here_too()
    {
        await Refused.ForAsync("content", () => cluster.Grains.PostToAsync(_ann, _bob, ""));
        await Refused.ForAsync("content", () => cluster.Grains.PostToAsync(_ann, _bob, new string('x', 5001)));
        await Refused.ForAsync("content", () => cluster.Grains.PostToAsync(_ann, _bob, "zero \0 byte"));
        await Refused.ForAsync("metadata", () => Direct.PostAsync(People.Text(_ann, "x") with { PeerId = _bob, Metadata = "[]" }));
    }

    [Fact]
    public async Task A_repetition_with_the_same_operation_id_is_stored_once()
    {
        var first = await cluster.Grains.PostToAsync(_ann, _bob, "Once", "op");
        var again = await cluster.Grains.PostToAsync(_ann, _bob, "Once", "op");
        Assert.Equal((first.Id, first.Sequence), (again.Id, again.Sequence));
        Assert.Equal(1, (await Direct.ReadAsync(_bob, new PageRequest(1, 20), _ann)).Total);
    }

    [Fact]
    public async Task Repetitions_while_the_first_is_on_its_way_are_stored_once()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var posted = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Group(group).PostAsync(People.Text(_ann, "Once", "op"))));
        Assert.Single(posted.Select(message => message.Id).Distinct());
        Assert.Equal(1, (await Group(group).ReadAsync(_ann, new PageRequest(1, 20), null)).Total);
    }

    [Fact]
    public async Task A_repetition_is_known_after_the_conversation_began_anew()
    {
        var first = await cluster.Grains.PostToAsync(_ann, _bob, "Once", "op");
        await cluster.BeginAnewAsync(Direct, () => cluster.Grains.PostToAsync(_ann, _bob, "More"));
        var again = await cluster.Grains.PostToAsync(_ann, _bob, "Once", "op");
        Assert.Equal((first.Id, first.Sequence), (again.Id, again.Sequence));
    }

    [Fact]
    public async Task A_repetition_is_known_when_it_is_older_than_what_the_grain_remembers()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var first = await Group(group).PostAsync(People.Text(_ann, "0", "op-0"));
        await Task.WhenAll(Enumerable.Range(1, LogLimits.RecentOperations + 10).Select(i => Group(group).PostAsync(People.Text(_ann, $"{i}", $"op-{i}"))));
        await cluster.BeginAnewAsync(Group(group), () => Group(group).PostAsync(People.Text(_ann, "More")));
        Assert.Equal(first.Id, (await Group(group).PostAsync(People.Text(_ann, "0", "op-0"))).Id);
        await Refused.WithAsync(ChatError.OperationMismatch, () => Group(group).PostAsync(People.Text(_ann, "1", "op-0")));
    }

    [Fact]
    public async Task A_repetition_is_known_when_thousands_came_after_it()
    {
        const int Later = LogLimits.RecentOperations * 16; // More than are remembered one by one.
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var first = await Group(group).PostAsync(People.Text(_ann, "0", "op-0"));
        await Task.WhenAll(Enumerable.Range(1, Later).Select(i => Group(group).PostAsync(People.Text(_ann, $"{i}", $"op-{i}"))));
        Assert.Equal(first.Id, (await Group(group).PostAsync(People.Text(_ann, "0", "op-0"))).Id);
        await Refused.WithAsync(ChatError.OperationMismatch, () => Group(group).PostAsync(People.Text(_ann, "1", "op-0")));
    }

    [Fact]
    public async Task The_same_operation_id_with_another_body_is_refused()
    {
        await cluster.Grains.PostToAsync(_ann, _bob, "One", "op");
        await Refused.WithAsync(ChatError.OperationMismatch, () => cluster.Grains.PostToAsync(_ann, _bob, "Other", "op"));
    }

    [Fact]
    public async Task Operation_ids_of_different_senders_have_nothing_to_do_with_each_other()
    {
        var one = await cluster.Grains.PostToAsync(_ann, _bob, "One", "op");
        var other = await cluster.Grains.PostToAsync(_bob, _ann, "Other", "op");
        Assert.NotEqual(one.Id, other.Id);
    }

    [Fact]
    public async Task A_reply_names_a_message_of_the_same_conversation()
    {
        var parent = await cluster.Grains.PostToAsync(_ann, _bob, "Question");
        var reply = await Direct.PostAsync(People.Text(_bob, "Answer", parent: parent.Id) with { PeerId = _ann });
        Assert.Equal(parent.Id, reply.ParentId);

        var carol = await cluster.Grains.RegisterAsync();
        var elsewhere = await cluster.Grains.PostToAsync(_ann, carol, "Elsewhere");
        await Refused.ForAsync("parentId", () => Direct.PostAsync(People.Text(_ann, "Answer", parent: elsewhere.Id) with { PeerId = _bob }));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.PostAsync(People.Text(_bob, "Answer", parent: elsewhere.Id) with { PeerId = _ann }));
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.PostAsync(People.Text(_bob, "Answer", parent: Guid.NewGuid()) with { PeerId = _ann }));
        await Direct.DeleteAsync(_ann, parent.Sequence);
        await Refused.WithAsync(ChatError.MessageNotFound, () => Direct.PostAsync(People.Text(_bob, "Answer", parent: parent.Id) with { PeerId = _ann }));
    }

    [Fact]
    public async Task Everyone_hears_of_a_message_but_the_connection_it_came_from()
    {
        var (one, other) = (await TestFront.StartAsync(cluster.Grains), await TestFront.StartAsync(cluster.Grains));
        await one.ConnectAsync(_ann);
        await other.ConnectAsync(_ann, _bob);
        var connection = Guid.NewGuid();
        var message = await Direct.PostAsync(People.Text(_ann, "Hello", connection: connection) with { PeerId = _bob });
        Assert.Equal(message, (await one.HearsAsync<MessagePosted>(_ann)).Message, MessageComparer.Instance);
        Assert.Equal(message, (await other.HearsAsync<MessagePosted>(_bob)).Message, MessageComparer.Instance);
        Assert.All(one.Deliveries.Concat(other.Deliveries).Where(delivery => delivery.Event is MessagePosted), delivery => Assert.Equal(connection, delivery.ExceptConnection));
    }

    [Fact]
    public async Task Who_connects_later_hears_of_what_comes_later_and_who_left_hears_no_more()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_ann);
        await cluster.Grains.PostToAsync(_ann, _bob, "1");
        await front.HearsAsync<MessagePosted>(_ann);
        await front.ConnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "2");
        await front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Content == "2");
        await front.DisconnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "3");
        await front.HearsAsync<MessagePosted>(_ann, posted => posted.Message.Content == "3");
        Assert.Equal(["2"], front.HeardBy<MessagePosted>(_bob).Select(posted => posted.Message.Content));
    }

    [Fact]
    public async Task A_hundred_who_post_at_once_get_one_order_without_a_gap_and_everyone_sees_it()
    {
        const int Each = 30;
        var everything = Enumerable.Range(1, 100 * Each).Select(sequence => (long)sequence).ToList();
        var members = await cluster.Grains.RegisterAsync(100);
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, members[0], members[1..]);
        var fronts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestFront.StartAsync(cluster.Grains)));
        await Task.WhenAll(members.Select((member, i) => fronts[i % 4].ConnectAsync(member)));

        var posted = await Task.WhenAll(members.SelectMany(member =>
            Enumerable.Range(0, Each).Select(i => Group(group).PostAsync(People.Text(member, $"{i}", $"op-{i}")))));

        Assert.Equal(everything, posted.Select(message => message.Sequence).Order());
        for (var i = 0; i < members.Length; i++)
        {
            var front = fronts[i % 4];
            await front.UntilAsync(() => front.HeardBy<MessagePosted>(members[i]).Count >= everything.Count);
            Assert.Equal(everything, front.HeardBy<MessagePosted>(members[i]).Select(heard => heard.Message.Sequence));
        }

        var stored = await cluster.Service<IMessageReader>().RangeAsync(group, 1, everything.Count + 1);
        Assert.Equal(posted.OrderBy(message => message.Sequence).Select(message => message.Id), stored.Select(message => message.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_is_lost_when_thousands_are_posted_at_once(bool somethingBefore)
    {
        const int Count = 3_000;
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_bob);
        if (somethingBefore)
        {
            // Where the members are is known then; otherwise all wait until it is.
            await cluster.Grains.PostToAsync(_ann, _bob, "first");
            await front.HearsAsync<MessagePosted>(_bob);
        }

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => cluster.Grains.PostToAsync(_ann, _bob, $"{i}")));
        await cluster.Grains.PostToAsync(_ann, _bob, "last");
        await front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Content == "last");
        var heard = front.HeardBy<MessagePosted>(_bob).Select(posted => posted.Message.Sequence);
        Assert.Equal(Enumerable.Range(1, Count + (somethingBefore ? 2 : 1)).Select(sequence => (long)sequence), heard);
        Assert.False(front.HeardOfMissed(_bob));
    }

    [Fact]
    public async Task Calls_that_overtook_each_other_on_their_way_store_what_one_connection_sent_in_its_order()
    {
        var connection = Guid.NewGuid();
        NewMessage Sent(long number) => People.Text(_ann, $"{number}") with { PeerId = _bob, Connection = connection, Number = number, After = number - 1 };

        var overtaking = new[] { 5, 4, 3, 2 }.Select(number => Direct.PostAsync(Sent(number))).ToArray();
        var other = await cluster.Grains.PostToAsync(_bob, _ann, "holds up nobody");
        await Direct.PostAsync(Sent(1));
        var stored = await Task.WhenAll(overtaking);

        Assert.Equal(1, other.Sequence);
        Assert.Equal(["2", "3", "4", "5"], stored.OrderBy(message => message.Sequence).Select(message => message.Content));
    }

    [Fact]
    public async Task A_send_that_is_refused_holds_up_nothing_behind_it()
    {
        var connection = Guid.NewGuid();
        NewMessage Sent(string content, long number) => People.Text(_ann, content) with { PeerId = _bob, Connection = connection, Number = number, After = number - 1 };

        var refused = Direct.PostAsync(Sent("", 1));
        var taken = Direct.PostAsync(Sent("next", 2));

        await Assert.ThrowsAsync<ChatException>(() => refused);
        Assert.Equal(1, (await taken).Sequence);
    }

    [Fact]
    public async Task Those_who_are_connected_go_on_hearing_when_the_conversation_begins_anew()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "1");
        await front.HearsAsync<MessagePosted>(_bob);
        await cluster.BeginAnewAsync(Direct, () => cluster.Grains.PostToAsync(_ann, _bob, "lost"));
        await front.DisconnectAsync(_bob);
        await front.ConnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "3");
        await front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Content == "3");
        await front.DisconnectAsync(_bob);
        await front.ConnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "4");
        await front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Content == "4");
        Assert.Equal(["1", "3", "4"], front.HeardBy<MessagePosted>(_bob).Select(posted => posted.Message.Content).Where(content => content != "from elsewhere"));
    }

    [Fact]
    public async Task What_is_stored_without_an_answer_is_heard_all_the_same()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_bob);
        await cluster.Grains.PostToAsync(_ann, _bob, "1");
        await front.HearsAsync<MessagePosted>(_bob);
        await cluster.BeginAnewAsync(Direct, () => cluster.Grains.PostToAsync(_ann, _bob, "lost"));
        await cluster.Grains.PostToAsync(_ann, _bob, "3");
        await front.HearsAsync<MessagePosted>(_bob, posted => posted.Message.Content == "3");
        Assert.Equal(["1", "from elsewhere", "3"], front.HeardBy<MessagePosted>(_bob).Select(posted => posted.Message.Content));
    }

    [Fact]
    public async Task Another_writer_is_noticed_and_nothing_is_lost()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var first = await Group(group).PostAsync(People.Text(_ann, "1"));

        var other = await cluster.Service<IMessageLog>().OpenAsync(group);
        await other.AppendAsync(new StoredMessage(
            Guid.CreateVersion7(), group, other.Head + 1, _ann, 0, "2", null, null, first.CreatedAt, null, null));

        var sent = Enumerable.Range(0, 5).Select(i => $"sent {i}").ToList();
        var acknowledged = await Task.WhenAll(sent.Select(content => AcknowledgedAsync(Group(group), content)));
        Assert.Contains(false, acknowledged);
        await Group(group).PostAsync(People.Text(_ann, "3"));

        var history = (await Group(group).ReadAsync(_ann, new PageRequest(1, 20), null)).Items.Reverse().ToList();
        Assert.Equal(Enumerable.Range(1, history.Count), history.Select(message => (int)message.Sequence));
        Assert.Equal("1", history[0].Content);
        Assert.Equal("2", history[1].Content);
        Assert.Equal(sent.Where((_, i) => acknowledged[i]), history[2..^1].Select(message => message.Content).Order());
        Assert.Equal("3", history[^1].Content);
    }

    [Fact]
    public async Task Of_two_writers_at_the_same_place_one_is_refused()
    {
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var first = await Group(group).PostAsync(People.Text(_ann, "1"));
        var other = await cluster.Service<IMessageLog>().OpenAsync(group);
        await Group(group).PostAsync(People.Text(_ann, "2"));
        await Assert.ThrowsAsync<LogFailedException>(() => other.AppendAsync(new StoredMessage(
            Guid.CreateVersion7(), group, other.Head + 1, _ann, 0, "late", null, null, first.CreatedAt, null, null)));
        Assert.Equal(3, (await Group(group).PostAsync(People.Text(_ann, "3"))).Sequence);
    }

    private async Task<bool> AcknowledgedAsync(IConversationGrain conversation, string content)
    {
        try
        {
            await conversation.PostAsync(People.Text(_ann, content));
            return true;
        }
        catch (ChatException refusal)
        {
            Assert.Equal(ChatError.Unavailable, refusal.Error);
            return false;
        }
    }

    private IConversationGrain Group(Guid id) => cluster.Grains.GetGrain<IConversationGrain>(id);
}
