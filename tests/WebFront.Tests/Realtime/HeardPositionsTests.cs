using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class HeardPositionsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly HeardPositions _positions;
    private readonly Guid _conversation = Guid.NewGuid();

    public HeardPositionsTests() => _positions = new HeardPositions(_time);

    [Fact]
    public void What_follows_without_a_gap_is_sure()
    {
        for (var sequence = 7; sequence <= 9; sequence++)
            Assert.Null(_positions.Hear(Posted(sequence)));

        Assert.Equal(new HeardCount(9, 9), _positions.Find(_conversation)!.Value.Messages);
    }

    [Fact]
    public void A_gap_is_told_once_and_what_comes_later_is_not_sure_until_it_is_explained()
    {
        _positions.Hear(Posted(1));

        Assert.Equal(_conversation, _positions.Hear(Posted(3)));
        Assert.Null(_positions.Hear(Posted(4)));
        var seen = _positions.Find(_conversation)!.Value;
        Assert.Equal(new HeardCount(1, 4), seen.Messages);

        _positions.Hear(Posted(5));
        _positions.Settle(_conversation, seen);
        Assert.Equal(new HeardCount(4, 5), _positions.Find(_conversation)!.Value.Messages);
        _positions.Settle(_conversation, _positions.Find(_conversation)!.Value);
        Assert.Null(_positions.Hear(Posted(6)));
        Assert.Equal(_conversation, _positions.Hear(Posted(8)));
    }

    [Fact]
    public void What_is_heard_again_changes_nothing()
    {
        _positions.Hear(Posted(5));

        Assert.Null(_positions.Hear(Posted(4)));
        Assert.Equal(new HeardCount(5, 5), _positions.Find(_conversation)!.Value.Messages);
    }

    [Fact]
    public void Changes_count_on_their_own()
    {
        _positions.Hear(Posted(1));
        Assert.Null(_positions.Hear(new MessageEdited(Message(1, 1), 4)));
        Assert.Null(_positions.Hear(new MessageDeleted(Message(1, 1), 5)));

        Assert.Equal(_conversation, _positions.Hear(new MessageEdited(Message(1, 1), 7)));
        Assert.Equal((new HeardCount(1, 1), new HeardCount(5, 7)), (_positions.Find(_conversation)!.Value.Messages, _positions.Find(_conversation)!.Value.Changes));
    }

    [Fact]
    public void Another_epoch_begins_anew()
    {
        _positions.Hear(Posted(9));

        Assert.Null(_positions.Hear(Posted(1, epoch: 2)));
        Assert.Equal(new HeardPosition(2, new HeardCount(1, 1), default), _positions.Find(_conversation));
    }

    [Fact]
    public void What_was_not_heard_of_for_two_generations_is_forgotten()
    {
        _positions.Hear(Posted(1));
        _time.Advance(HeardPositions.Age + TimeSpan.FromSeconds(1));
        _positions.Hear(Posted(1, conversation: Guid.NewGuid()));
        Assert.Contains(_conversation, _positions.List());

        _time.Advance(HeardPositions.Age + TimeSpan.FromSeconds(1));
        _positions.Hear(Posted(1, conversation: Guid.NewGuid()));
        Assert.DoesNotContain(_conversation, _positions.List());
        Assert.Null(_positions.Find(_conversation));
    }

    [Fact]
    public void No_more_than_two_generations_are_kept_however_many_conversations_speak()
    {
        for (var number = 0; number < 3 * HeardPositions.Bound; number++)
            _positions.Hear(Posted(1, conversation: Guid.NewGuid()));

        Assert.InRange(_positions.List().Count, HeardPositions.Bound, 2 * HeardPositions.Bound);
    }

    private MessagePosted Posted(long sequence, long epoch = 1, Guid? conversation = null) => new(Message(sequence, epoch) with { ConversationId = conversation ?? _conversation });

    private Message Message(long sequence, long epoch) => new(
        Guid.NewGuid(), _conversation, epoch, sequence, Guid.NewGuid(), false, Guid.NewGuid(), MessageType.Text, "", null, null, default, null, null, MessageStatus.Sent, []);
}
