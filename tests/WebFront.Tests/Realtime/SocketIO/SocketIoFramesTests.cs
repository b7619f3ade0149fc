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

        Assert.True(SocketIoFrames.Event(realtimeEvent).Equals(SocketIoFrames.Event(realtimeEvent)));
    }

    [Fact]
    public void An_acknowledgement_carries_the_id_of_its_event()
        => Assert.Equal("""4312[{"success":true}]""", Text(SocketIoFrames.Acknowledgement(12, """{"success":true}"""u8.ToArray())));

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

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
