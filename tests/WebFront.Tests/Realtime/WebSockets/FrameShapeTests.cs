using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

public sealed class FrameShapeTests
{
    private readonly FrameShape _inline = new("type");
    private readonly FrameShape _wrapped = new("event", "data");

    [Theory]
    [InlineData("""{"a":1}""", """{"type":"news","a":1}""", """{"event":"news","data":{"a":1}}""")]
    [InlineData("{}", """{"type":"news"}""", """{"event":"news","data":{}}""")]
    public void Events_are_framed(string payload, string inline, string wrapped)
    {
        var news = EchoContract.Event("news", payload);

        Assert.Equal(inline, Written(_inline.Frame(news)));
        Assert.Equal(wrapped, Written(_wrapped.Frame(news)));
        Assert.Same(_inline.Frame(news), _inline.Frame(news));
    }

    [Fact]
    public void An_event_without_a_payload_is_framed_as_null_where_it_has_a_property()
        => Assert.Equal("""{"event":"news","data":null}""", Written(_wrapped.Frame(EchoContract.Event("news", ""))));

    [Theory]
    [InlineData("""{"type":"typing","is_typing":true}""")]
    [InlineData("""{"is_typing":true,"x":{"type":["deep"]},"type":"typing"}""")]
    [InlineData(""" { "t\u0079pe" : "typ\u0069ng" } """)]
    public void A_command_beside_its_payload_is_all_of_it(string message)
    {
        Assert.True(_inline.TryRead(Encoding.UTF8.GetBytes(message), out var name, out var payload));

        Assert.Equal("typing", name);
        Assert.Equal(message, Encoding.UTF8.GetString(payload.Span));
    }

    [Theory]
    [InlineData("""{"event":"typing","data":{"a":[1,{}]}}""", """{"a":[1,{}]}""")]
    [InlineData("""{"data": "text" ,"x":[{"data":1}],"event":"typing"}""", "\"text\"")]
    [InlineData("""{"event":"typing","data":12}""", "12")]
    [InlineData("""{"event":"typing"}""", "")]
    public void A_command_with_its_payload_in_a_property_is_that(string message, string expected)
    {
        Assert.True(_wrapped.TryRead(Encoding.UTF8.GetBytes(message), out var name, out var payload));

        Assert.Equal("typing", name);
        Assert.Equal(expected, Encoding.UTF8.GetString(payload.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("typing")]
    [InlineData("null")]
    [InlineData("[\"typing\"]")]
    [InlineData("{}")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":{"type":"typing"}}""")]
    [InlineData("""{"type":"typing"}{}""")]
    [InlineData("""{"type":"typing",}""")]
    [InlineData("""{"type":"a","type":"b"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    public void What_is_no_command_has_no_name(string message)
    {
        Assert.False(_inline.TryRead(Encoding.UTF8.GetBytes(message), out var name, out _));
        Assert.Equal("", name);
    }

    [Fact]
    public void Nesting_is_bounded()
        => Assert.False(_inline.TryRead(
            Encoding.UTF8.GetBytes($$"""{"type":"a","x":{{new string('[', 30_000)}}{{new string(']', 30_000)}}}"""), out _, out _));

    [Fact]
    public void Random_messages_are_read_or_not()
    {
        var random = new Random(20261120);
        var alphabet = """{}[]",:\type datau0123event"""u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            byte[] message = [.. """{"type":"a","""u8, .. random.GetItems(alphabet, random.Next(40)), (byte)'}'];
            foreach (var shape in new[] { _inline, _wrapped })
            {
                if (!shape.TryRead(message, out var name, out _))
                    Assert.Equal("", name);
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"auth","token":"abc"}""", "abc")]
    [InlineData("""{"token":"Bearer abc"}""", "abc")]
    [InlineData("""{"token":7}""", null)]
    [InlineData("""{"token":"\u0061"}""", null)]
    [InlineData("""{"x":{"token":"abc"}}""", null)]
    [InlineData("\"abc\"", null)]
    [InlineData("", null)]
    public void A_token_is_found(string payload, string? token) => Assert.Equal(token, FrameShape.Token(Encoding.UTF8.GetBytes(payload)));

    private static string Written(OutboundFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        frame.Write(output);
        Assert.Equal(output.WrittenCount, frame.Length);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
