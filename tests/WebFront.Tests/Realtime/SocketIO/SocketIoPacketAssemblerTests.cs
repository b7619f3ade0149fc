using System.Text;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class SocketIoPacketAssemblerTests
{
    private const int MaxBytes = 1000;

    private readonly SocketIoPacketAssembler _assembler = new(MaxBytes);

    [Fact]
    public void A_packet_without_attachments_is_complete_at_once()
    {
        var packet = Complete(_assembler.AddText(Utf8("""27["hello",1]"""), out var complete), complete);

        Assert.Equal((SocketIoPacketType.Event, "hello", 7ul), (packet.Type, packet.EventName, packet.AckId));
    }

    [Fact]
    public void Attachments_take_their_places_as_base64_when_the_last_one_is_there()
    {
        Pending(_assembler.AddText(Utf8("""53-7["upload",{"b":[{"_placeholder":true,"num":2}],"a":{"num":0,"_placeholder":true}},{"_placeholder":true,"num":1}]"""), out var first), first);
        Pending(_assembler.AddAttachment(new byte[] { 1, 2, 3, 4 }, out var second), second);
        Pending(_assembler.AddAttachment(ReadOnlyMemory<byte>.Empty, out var third), third);
        var packet = Complete(_assembler.AddAttachment("€"u8.ToArray(), out var complete), complete);

        Assert.Equal((SocketIoPacketType.Event, "upload", 7ul, 0), (packet.Type, packet.EventName, packet.AckId, packet.Attachments));
        Assert.Equal("""["upload",{"b":["4oKs"],"a":"AQIDBA=="},""]""", Text(packet.Data));
        Assert.Equal("""{"b":["4oKs"],"a":"AQIDBA=="}""", Text(packet.Argument));
    }

    [Fact]
    public void A_binary_acknowledgement_is_assembled_likewise()
    {
        Pending(_assembler.AddText(Utf8("""61-/admin,456[{"_placeholder":true,"num":0}]"""), out var first), first);
        var packet = Complete(_assembler.AddAttachment(new byte[] { 255 }, out var complete), complete);

        Assert.Equal((SocketIoPacketType.Ack, "/admin", 456ul), (packet.Type, packet.Namespace, packet.AckId));
        Assert.Equal("""["/w=="]""", Text(packet.Data));
    }

    [Fact]
    public void The_text_may_be_overwritten_while_attachments_are_missing()
    {
        var text = Utf8("""51-["upload",{"_placeholder":true,"num":0}]""");
        Pending(_assembler.AddText(text, out var first), first);
        Array.Fill(text, (byte)'x');

        var packet = Complete(_assembler.AddAttachment(new byte[] { 1 }, out var complete), complete);

        Assert.Equal("""["upload","AQ=="]""", Text(packet.Data));
    }

    [Fact]
    public void One_packet_follows_another()
    {
        for (var round = 0; round < 3; round++)
        {
            Pending(_assembler.AddText(Utf8("""51-["upload",{"_placeholder":true,"num":0}]"""), out var first), first);
            Complete(_assembler.AddAttachment(new byte[] { 1 }, out var binary), binary);
            Complete(_assembler.AddText(Utf8("""50-["upload"]"""), out var empty), empty);
            Complete(_assembler.AddText(Utf8("""2["hello"]"""), out var plain), plain);
        }
    }

    [Theory]
    [InlineData("""["upload",{"_placeholder":false,"num":0}]""")]
    [InlineData("""["upload",{"_placeholder":true,"num":0,"more":1}]""")]
    [InlineData("""["upload",{"placeholder":true,"num":0}]""")]
    [InlineData("""["upload",{"num":0}]""")]
    [InlineData("""["upload",{}]""")]
    [InlineData("""["upload",{"\ud800":1,"b":"\udfff"}]""")]
    public void What_only_looks_like_a_placeholder_stays_as_it_is(string json)
    {
        Pending(_assembler.AddText(Utf8("51-" + json), out var first), first);
        var packet = Complete(_assembler.AddAttachment(new byte[] { 1 }, out var complete), complete);

        Assert.Equal(json, Text(packet.Data));
    }

    [Theory]
    [InlineData("""{"_placeholder":true,"num":1}""")]
    [InlineData("""{"_placeholder":true,"num":-1}""")]
    [InlineData("""{"_placeholder":true,"num":0.5}""")]
    [InlineData("""{"_placeholder":true,"num":99999999999999999999}""")]
    [InlineData("""{"_placeholder":true,"num":"0"}""")]
    [InlineData("""{"_placeholder":true,"num":{"num":0}}""")]
    [InlineData("""{"_placeholder":true}""")]
    public void A_placeholder_that_names_no_attachment_is_refused(string placeholder)
    {
        Pending(_assembler.AddText(Utf8($"""51-["upload",{placeholder}]"""), out var first), first);

        Assert.Equal(SocketIoParseError.Attachments, _assembler.AddAttachment(new byte[] { 1 }, out _));
    }

    [Fact]
    public void An_attachment_has_one_place_so_that_a_small_packet_cannot_become_a_huge_one()
    {
        Pending(_assembler.AddText(Utf8("""51-["upload",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]"""), out var first), first);

        Assert.Equal(SocketIoParseError.Attachments, _assembler.AddAttachment(new byte[] { 1 }, out _));
    }

    [Fact]
    public void An_attachment_that_nobody_announced_is_refused()
        => Assert.Equal(SocketIoParseError.Sequence, _assembler.AddAttachment(new byte[] { 1 }, out _));

    [Fact]
    public void A_text_where_an_attachment_is_due_is_refused()
    {
        Pending(_assembler.AddText(Utf8("""51-["upload",{"_placeholder":true,"num":0}]"""), out var first), first);

        Assert.Equal(SocketIoParseError.Sequence, _assembler.AddText(Utf8("""2["hello"]"""), out _));
    }

    [Fact]
    public void A_packet_and_its_attachments_are_bounded_together()
    {
        var text = Utf8("""52-["upload",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]""");
        Pending(_assembler.AddText(text, out var first), first);
        Pending(_assembler.AddAttachment(new byte[MaxBytes - text.Length - 1], out var second), second);

        Assert.Equal(SocketIoParseError.Size, _assembler.AddAttachment(new byte[2], out _));
    }

    [Fact]
    public void A_text_is_bounded()
        => Assert.Equal(SocketIoParseError.Size, _assembler.AddText(Utf8($"""2["{new string('x', MaxBytes)}"]"""), out _));

    [Fact]
    public void Any_sequence_of_texts_and_attachments_ends_in_packets_or_a_refusal()
    {
        var random = new Random(20261120);
        string[] texts =
        [
            """2["hello"]""", """51-["a",{"_placeholder":true,"num":0}]""", """52-["a",{"_placeholder":true,"num":1}]""", "50-[\"a\"]",
            """61-1[{"_placeholder":true,"num":0}]""", "1", "0{}", "garbage", """51-["a",{"_placeholder":true,"num":7}]""",
        ];
        var completed = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var assembler = new SocketIoPacketAssembler(MaxBytes);
            var error = SocketIoParseError.None;
            for (var step = 0; step < 6 && error == SocketIoParseError.None; step++)
            {
                error = random.Next(2) == 0
                    ? assembler.AddText(Utf8(random.GetItems(texts, 1)[0]), out var packet)
                    : assembler.AddAttachment(new byte[random.Next(0, 700)], out packet);
                Assert.True(error == SocketIoParseError.None || packet is null);
                completed += packet is null ? 0 : 1;
            }
        }

        Assert.True(completed > 5_000);
    }

    private static SocketIoPacket Complete(SocketIoParseError error, SocketIoPacket? packet)
    {
        Assert.Equal(SocketIoParseError.None, error);
        return Assert.NotNull(packet);
    }

    private static void Pending(SocketIoParseError error, SocketIoPacket? packet)
    {
        Assert.Equal(SocketIoParseError.None, error);
        Assert.Null(packet);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
