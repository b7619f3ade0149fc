using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class SocketIoFramesTests
{
    [Theory]
    [InlineData("message:received", """{"text":"hi"}""", """42["message:received",{"text":"hi"}]""")]
    [InlineData("quote\"d", "null", """42["quote\u0022d",null]""")]
    [InlineData("bare", "", """42["bare"]""")]
    public void An_event_is_a_message_with_name_and_payload(string name, string payload, string frame)
        => Assert.Equal(frame, Text(SocketIoFrames.Event(RealtimeEvent.OfEncoded(name, Encoding.UTF8.GetBytes(payload)))));

    [Fact]
    public void An_event_is_framed_once_for_all_connections()
    {
        var realtimeEvent = RealtimeEvent.OfEncoded("a", "1"u8.ToArray());

        Assert.Same(SocketIoFrames.Event(realtimeEvent), SocketIoFrames.Event(realtimeEvent));
    }

    [Fact]
    public void An_acknowledgement_carries_the_id_of_its_event()
        => Assert.Equal("""4312[{"success":true}]""", Text(SocketIoFrames.Acknowledgement(12, new JsonPieces("""{"success":true}"""u8.ToArray()))));

    [Fact]
    public void What_is_acknowledged_in_pieces_goes_out_as_one()
    {
        var pieces = new JsonPieces("{\"data\":"u8.ToArray(), "[1]"u8.ToArray(), "}"u8.ToArray());

        Assert.Equal("""439007199254740991[{"data":[1]}]""", Text(SocketIoFrames.Acknowledgement(9007199254740991, pieces)));
    }

    [Fact]
    public void A_connection_is_greeted_refused_and_ended_in_the_default_namespace()
    {
        Assert.Equal("""40{"sid":"abc"}""", Text(SocketIoFrames.Connected("abc")));
        Assert.Equal("""44{"message":"Authentication required"}""", Text(SocketIoFrames.ConnectError("/", "Authentication required")));
        Assert.Equal("41", Text(SocketIoFrames.Disconnect));
    }

    [Fact]
    public void Another_namespace_is_refused_under_its_own_name()
        => Assert.Equal("""44/admin,{"message":"Invalid namespace"}""", Text(SocketIoFrames.ConnectError("/admin", "Invalid namespace")));

    private static string Text(OutboundFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        frame.Write(output);
        Assert.Equal(output.WrittenCount, frame.Length);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
