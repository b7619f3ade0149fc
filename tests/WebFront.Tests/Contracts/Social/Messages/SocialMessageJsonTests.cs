using System.Text;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Messages;

public sealed class SocialMessageJsonTests
{
    private static readonly DateTimeOffset Sent = new(2025, 1, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private static readonly Message Plain = new(
        Guid.NewGuid(), Guid.NewGuid(), 1_735_689_600_000, 7, Guid.NewGuid(), false, Guid.NewGuid(), MessageType.Text, "Hello, how are you?",
        "{}", null, Sent, null, null, MessageStatus.Seen, []);

    public static TheoryData<string, Message> Messages => new()
    {
        { "plain", Plain },
        { "in a group", Plain with { ReceiverId = null, Type = MessageType.Voice, Status = MessageStatus.Sent } },
        { "without metadata", Plain with { Metadata = null } },
        { "with metadata", Plain with { Metadata = """ { "a" : [1, 2.50, "\u0041\ud83d\ude00<é"], "a": {"b":null} } """ } },
        { "a reply that was edited", Plain with { ParentId = Guid.NewGuid(), EditedAt = Sent.AddDays(400).AddMicroseconds(999_999) } },
        { "deleted", Plain with { Content = "", DeletedAt = Sent.AddTicks(1), EditedAt = Sent, SenderDeleted = true, Metadata = null } },
        { "with reactions", Plain with { Reactions = [new("👍", [Guid.NewGuid(), Guid.NewGuid()]), new("\"", [Guid.NewGuid()]), new("é", [])] } },
        { "escaped", Plain with { Content = "\"quoted\" \\ / <b>&amp;'+</b>\t\r\n\u0001\u007f\u2028 é 世界 😀 \ufffd \ue000" } },
        { "encrypted", Plain with { Content = "AAEC/w==", Encrypted = true, OperationId = "temp_1", Metadata = """ { "encrypted": 1, "é": [2] } """ } },
        { "encrypted without metadata", Plain with { Content = "AAEC/w==", Encrypted = true, Metadata = null } },
        { "encrypted and deleted", Plain with { Content = "", Encrypted = true, DeletedAt = Sent, Metadata = null } },
        { "long", Plain with { Content = new string('x', 4_999) + "\n", Metadata = $$"""{"k":"{{new string('y', 8_000)}}"}""" } },
        { "all of it escaped", Plain with { Content = string.Concat(Enumerable.Repeat("😀\u0001", 1_600)) } },
        { "other times", Plain with { CreatedAt = DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(9)), EditedAt = DateTimeOffset.MaxValue } },
        { "the oldest", Plain with { CreatedAt = DateTimeOffset.MinValue, Epoch = long.MinValue, Sequence = long.MaxValue } },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_written_as_its_record_would_be(string what, Message message)
    {
        Assert.NotEmpty(what);
        Assert.Equal(JsonSerializer.Serialize(SocialMessage.From(message), SocialJson.Options), Write(message, message.Status));
        Assert.Equal(JsonSerializer.Serialize(SocialMessage.Posted(message), SocialJson.Options), Write(message, MessageStatus.Sent));
    }

    [Fact]
    public void Of_a_ciphertext_the_metadata_says_so_and_the_content_is_as_it_was_sent()
    {
        var cipher = Plain with { Content = "AAEC/w==", Encrypted = true, Metadata = """{"a":1,"encrypted":false}""" };
        using var written = JsonDocument.Parse(Write(cipher, MessageStatus.Sent));
        Assert.Equal("AAEC/w==", written.RootElement.GetProperty("content").GetString());
        Assert.Equal("""{"a":1,"encrypted":true}""", written.RootElement.GetProperty("metadata").GetRawText());
        Assert.Contains("\"metadata\":{\"encrypted\":true}", Write(cipher with { Metadata = null }, MessageStatus.Sent));
        Assert.Contains("\"metadata\":null", Write(cipher with { Metadata = null, Content = "", DeletedAt = Sent }, MessageStatus.Sent));
    }

    [Fact]
    public void Every_character_is_spelled_as_the_serializer_spells_it()
    {
        for (var first = 1; first < 0x11000; first += 64)
        {
            var text = string.Concat(Enumerable.Range(first, 64).Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()));

            Assert.Equal(JsonSerializer.Serialize(text, SocialJson.Options), Text(text));
        }
    }

    [Fact]
    public void An_enum_has_every_spelling()
    {
        foreach (var type in Enum.GetValues<MessageType>())
            Assert.Contains($"\"type\":{JsonSerializer.Serialize(type, SocialJson.Options)},", Write(Plain with { Type = type }, MessageStatus.Sent));
        foreach (var status in Enum.GetValues<MessageStatus>())
            Assert.Contains($"\"status\":{JsonSerializer.Serialize(status, SocialJson.Options)},", Write(Plain, status));
    }

    private static string Write(Message message, MessageStatus status)
    {
        using var bytes = new PooledBytes(1);
        var json = new JsonText(bytes);
        SocialMessageJson.Write(ref json, message, status);
        json.Complete();
        return Encoding.UTF8.GetString(bytes.Written.Span);
    }

    private static string Text(string text)
    {
        using var bytes = new PooledBytes();
        var json = new JsonText(bytes);
        json.Text(text);
        json.Complete();
        return Encoding.UTF8.GetString(bytes.Written.Span);
    }
}
