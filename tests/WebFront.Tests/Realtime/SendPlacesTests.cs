using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class SendPlacesTests
{
    private readonly SendPlaces _places = new();
    private readonly Guid _conversation = Guid.NewGuid();

    [Fact]
    public void A_send_names_the_one_before_it_to_the_same_conversation_while_that_is_not_answered()
    {
        Assert.Equal((1, 0), _places.Begin(_conversation));
        Assert.Equal((2, 0), _places.Begin(Guid.NewGuid()));
        Assert.Equal((3, 1), _places.Begin(_conversation));

        _places.End(_conversation, 1);
        Assert.Equal((4, 3), _places.Begin(_conversation));
    }

    [Fact]
    public void After_the_last_answer_nothing_is_named_any_more()
    {
        var (number, _) = _places.Begin(_conversation);
        _places.End(_conversation, number);
        Assert.Equal((2, 0), _places.Begin(_conversation));
    }
}
