using System.Text;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Contracts.Social.Messages;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Messages;

/// <summary>What is read by hand is what the serializer reads, and whatever it would refuse is left to it.</summary>
public sealed class PostSocialMessageReaderTests
{
    private const string Full = """{"content":"hé 👋","type":"TEXT","receiverId":"r","groupId":null,"parentId":"p","metadata":{},"clientMessageId":"c"}""";

    [Theory]
    [InlineData("{}")]
    [InlineData(Full)]
    [InlineData(""" { "metadata" : null , "content" : "" , "type" : null } """)]
    public void What_clients_write_is_read(string json)
        => Assert.Equal(Fields(SocialJson.Read<PostSocialMessage>(Encoding.UTF8.GetBytes(json))), Fields(PostSocialMessageReader.TryRead(Encoding.UTF8.GetBytes(json))!));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"content":"a","content":"a"}""")]
    [InlineData("""{"content":"a","unknown":1}""")]
    [InlineData("""{"content":"\u0041"}""")]
    [InlineData("""{"cont\u0065nt":"a"}""")]
    [InlineData("""{"Content":"a"}""")]
    [InlineData("""{"content":1}""")]
    [InlineData("""{"type":"IMAGE"}""")]
    [InlineData("""{"type":0}""")]
    [InlineData("""{"metadata":{ }}""")]
    [InlineData("""{"metadata":{"a":1}}""")]
    [InlineData("""{"metadata":[]}""")]
    [InlineData("""{"content":"a",}""")]
    [InlineData("""{"content":"a"} x""")]
    [InlineData("""{"content":"a" """)]
    [InlineData("{\"content\":\"a\0\"}")]
    public void Anything_else_is_left_to_the_serializer(string json) => Assert.Null(PostSocialMessageReader.TryRead(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Whatever_is_read_the_serializer_reads_alike()
    {
        var random = new Random(20261120);
        var alphabet = "{}[]\",:\\ nulTEXcontidrgpa01€"u8.ToArray();
        var read = 0;
        for (var round = 0; round < 50_000; round++)
        {
            var json = Encoding.UTF8.GetBytes(Full);
            for (var changes = random.Next(3); changes >= 0; changes--)
                json[random.Next(json.Length)] = alphabet[random.Next(alphabet.Length)];
            if (!System.Text.Unicode.Utf8.IsValid(json) || PostSocialMessageReader.TryRead(json) is not { } message)
                continue;
            read++;
            Assert.Equal(Fields(SocialJson.Read<PostSocialMessage>(json)), Fields(message));
        }

        Assert.InRange(read, 100, 50_000);
    }

    [Fact]
    public void A_command_that_is_no_text_is_refused()
        => Assert.Equal(ChatError.Invalid, Assert.Throws<ChatException>(() => SocialJson.ReadPost([(byte)'{', 0xff, (byte)'}'])).Error);

    private static string Fields(PostSocialMessage message) => message with { Metadata = null } + " " + message.Metadata?.GetRawText();
}
