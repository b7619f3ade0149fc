using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Http;

public sealed class FieldChecksTests
{
    [Fact]
    public void All_that_is_wrong_is_told_in_order()
    {
        var checks = new FieldChecks();
        checks.Of(() => Rules.Text("second", "x", 2, 3));
        Assert.Equal("fine", checks.Of(() => Rules.Text("fine", "fine", 1, 4)));
        checks.Of(() => Rules.Required("first", (string?)null));

        var refused = Refusal.Of(Assert.Throws<InvalidFieldsException>(checks.Done));

        Assert.Equal(ChatError.Invalid, refused.Cluster);
        Assert.Equal([new("second", "must be 2 to 3 characters."), new("first", "is required.")], refused.Fields);
        Assert.Equal("second", refused.Field);
    }

    [Fact]
    public void Nothing_wrong_is_nothing_refused()
    {
        var checks = new FieldChecks();
        checks.Of(() => Rules.Text("fine", "fine", 1, 4));

        checks.Done();
    }

    [Fact]
    public void Other_refusals_are_not_held_back()
        => Assert.Throws<ChatException>(() => new FieldChecks().Of<string>(() => throw new ChatException(ChatError.UserNotFound)));
}
