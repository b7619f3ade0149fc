using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class MessageRulesTests
{
    private static readonly NewMessage Message = new(Guid.NewGuid(), Guid.NewGuid(), MessageType.Text, "Hello 👋", null, null, null, null);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"a":[1,2,{"b":null}],"c":"\u00e9 \ud83d\udc4b"}""")]
    public void Metadata_is_a_json_object(string metadata) => MessageRules.Check(Message with { Metadata = metadata });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"a\":1")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    [InlineData("{\"\\ud83d\":1}")]
    [InlineData("{\"a\":\"zero\0byte\"}")]
    public void Other_metadata_is_refused(string metadata) => Refused.For("metadata", () => MessageRules.Check(Message with { Metadata = metadata }));

    [Fact]
    public void Metadata_is_neither_too_long_nor_too_deep()
    {
        MessageRules.Check(Message with { Metadata = $"{{\"a\":\"{new string('x', MessageLimits.Metadata - 8)}\"}}" });
        Refused.For("metadata", () => MessageRules.Check(Message with { Metadata = $"{{\"a\":\"{new string('x', MessageLimits.Metadata - 7)}\"}}" }));
        Refused.For("metadata", () => MessageRules.Check(Message with { Metadata = $"{{\"a\":{new string('[', 100)}{new string(']', 100)}}}" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("zero\0byte")]
    [InlineData(null)]
    public void Content_that_cannot_be_stored_is_refused(string? content) => Refused.For("content", () => MessageRules.CheckContent(content));

    [Fact]
    public void Content_has_a_limit()
    {
        MessageRules.CheckContent(new string('x', MessageLimits.Content));
        Refused.For("content", () => MessageRules.CheckContent(new string('x', MessageLimits.Content + 1)));
    }

    [Fact]
    public void Type_operation_id_and_receiver_have_rules_too()
    {
        Refused.For("type", () => MessageRules.Check(Message with { Type = (MessageType)5 }));
        Refused.For("operationId", () => MessageRules.Check(Message with { OperationId = "" }));
        Refused.For("operationId", () => MessageRules.Check(Message with { OperationId = new string('o', 129) }));
        Refused.For("receiverId", () => MessageRules.Check(Message with { PeerId = Message.SenderId }));
    }

    [Fact]
    public void Only_the_same_body_has_the_same_fingerprint()
    {
        NewMessage[] bodies =
        [
            Message,
            Message with { Content = "Hello" },
            Message with { Type = MessageType.Image },
            Message with { Metadata = "{}" },
            Message with { ParentId = Guid.NewGuid() },
            Message with { Content = "Hello 👋{}" },
        ];
        Assert.Equal(bodies.Length, bodies.Select(MessageRules.FingerprintOf).Distinct().Count());
        Assert.Equal(MessageRules.FingerprintOf(Message), MessageRules.FingerprintOf(Message with { SenderId = Guid.NewGuid(), OperationId = "other", Connection = Guid.NewGuid() }));
    }
}
