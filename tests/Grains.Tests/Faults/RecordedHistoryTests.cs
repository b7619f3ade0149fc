using OrleansChat.Testing.History;

namespace OrleansChat.Grains.Tests.Faults;

public sealed class RecordedHistoryTests
{
    private static readonly Guid Room = Guid.NewGuid();
    private static readonly Guid Ann = Guid.NewGuid();

    private readonly RecordedHistory _history = new();
    private readonly SeenMessage[] _messages = [.. Enumerable.Range(1, 4).Select(place => new SeenMessage(Room, place, Guid.NewGuid()))];

    public RecordedHistoryTests() => Store(_messages);

    [Fact]
    public void What_was_promised_holds()
    {
        foreach (var message in _messages)
            Acknowledge($"op {message.Sequence}", message);
        Hear("ann", 1, 2, 3, 4);
        Hear("late", 3, 4);
        _history.Expect("ann", Room);
        _history.Expect("late", Room, after: 2);
        _history.Verify();
        Assert.Equal((4, 4L), (_history.AcknowledgedSends, _history.Acknowledgements));
    }

    [Fact]
    public void A_retry_that_is_answered_alike_is_one_send()
    {
        Acknowledge("op 1", _messages[0]);
        Acknowledge("op 1", _messages[0]);
        _history.Verify();
        Assert.Equal((1, 2L), (_history.AcknowledgedSends, _history.Acknowledgements));
    }

    [Fact]
    public void An_acknowledged_message_that_is_not_stored_is_a_loss()
    {
        Acknowledge("op 5", new SeenMessage(Room, 5, Guid.NewGuid()));
        Breaks("which is not stored");
    }

    [Fact]
    public void An_acknowledged_place_that_holds_another_message_is_a_loss()
    {
        Acknowledge("op 1", _messages[0] with { Id = Guid.NewGuid() });
        Breaks("which is not stored");
    }

    [Fact]
    public void A_conversation_of_which_nothing_is_stored_has_lost_everything()
    {
        var other = new SeenMessage(Guid.NewGuid(), 1, Guid.NewGuid());
        _history.Acknowledged(new SendKey(other.Conversation, Ann, "op"), other);
        Breaks("which is not stored");
    }

    [Fact]
    public void A_retry_that_is_answered_otherwise_breaks_the_promise()
    {
        Acknowledge("op 1", _messages[0]);
        Acknowledge("op 1", _messages[1]);
        Breaks(" and as ", "which is another's");
    }

    [Fact]
    public void Two_sends_that_are_answered_with_one_message_break_the_promise()
    {
        Acknowledge("op 1", _messages[0]);
        Acknowledge("op 2", _messages[0]);
        Breaks("were acknowledged as one", "which is another's");
    }

    [Fact]
    public void An_answer_that_names_the_message_of_another_breaks_the_promise()
    {
        Acknowledge("op 2", _messages[0]);
        Breaks("which is another's");
    }

    [Fact]
    public void A_send_that_is_stored_twice_is_a_duplicate()
    {
        _history.Stored(Room, [Kept(_messages[0], "op 1"), Kept(_messages[1], "op 1")]);
        Breaks("twice, once as");
    }

    [Fact]
    public void A_message_that_is_stored_twice_is_a_duplicate()
    {
        _history.Stored(Room, [Kept(_messages[0], null), Kept(_messages[0] with { Sequence = 2 }, null)]);
        Breaks("twice");
    }

    [Fact]
    public void A_gap_in_the_store_is_seen()
    {
        Store(_messages[0], _messages[2]);
        Breaks("where 2 should be");
    }

    [Fact]
    public void A_gap_in_what_was_heard_is_seen()
    {
        Hear("ann", 1, 3, 4);
        Breaks("heard 3 of");
    }

    [Fact]
    public void Another_order_than_the_stores_is_seen()
    {
        Hear("ann", 1, 3, 2, 4);
        Breaks("heard 3 of", "heard 2 of", "heard 4 of");
    }

    [Fact]
    public void What_is_heard_again_is_the_same_message()
    {
        Hear("ann", 1, 2, 1, 2, 3);
        _history.Verify();
        _history.Heard("ann", _messages[1] with { Id = Guid.NewGuid() });
        Breaks("which is not stored", "heard 2 of");
    }

    [Fact]
    public void What_is_heard_and_not_stored_is_seen()
    {
        Hear("ann", 4);
        _history.Heard("ann", new SeenMessage(Room, 5, Guid.NewGuid()));
        Breaks("which is not stored");
    }

    [Fact]
    public void What_is_heard_before_it_is_durable_is_seen()
    {
        _history.Durable(_messages[0]);
        Hear("ann", 1, 2);
        _history.Durable(_messages[1]);
        Breaks("before it was durable");
    }

    [Fact]
    public void Whoever_has_not_heard_everything_is_named()
    {
        Hear("ann", 1, 2, 3);
        Hear("bob", 2, 3, 4);
        foreach (var observer in new[] { "ann", "bob", "deaf" })
            _history.Expect(observer, Room);
        Breaks("ann heard", "bob heard", "deaf heard");
    }

    [Fact]
    public void The_next_place_of_an_observer_is_known()
    {
        Assert.Equal(0, _history.LastHeard("ann", Room));
        Hear("ann", 2, 3, 2);
        Assert.Equal(3, _history.LastHeard("ann", Room));
    }

    private void Acknowledge(string operation, SeenMessage message) => _history.Acknowledged(new SendKey(Room, Ann, operation), message);

    private void Hear(string observer, params int[] places)
    {
        foreach (var place in places)
            _history.Heard(observer, _messages[place - 1]);
    }

    private void Store(params SeenMessage[] messages) =>
        _history.Stored(Room, [.. messages.Select(message => Kept(message, $"op {message.Sequence}"))]);

    private static KeptMessage Kept(SeenMessage message, string? operation) => new(message, Ann, operation);

    /// <summary>There is one violation for each of these, and no other.</summary>
    private void Breaks(params string[] expected)
    {
        var violations = Assert.Throws<HistoryBrokenException>(_history.Verify).Violations;
        Assert.Equal(expected.Length, violations.Count);
        Assert.All(expected, words => Assert.Contains(violations, violation => violation.Contains(words, StringComparison.Ordinal)));
    }
}
