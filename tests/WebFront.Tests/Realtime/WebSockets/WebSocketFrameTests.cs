using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

public sealed class WebSocketFrameTests
{
    [Theory]
    [InlineData(WebSocketOpcode.Text, 0, "8100")]
    [InlineData(WebSocketOpcode.Text, 125, "817D")]
    [InlineData(WebSocketOpcode.Text, 126, "817E007E")]
    [InlineData(WebSocketOpcode.Text, 65535, "817EFFFF")]
    [InlineData(WebSocketOpcode.Text, 65536, "817F0000000000010000")]
    [InlineData(WebSocketOpcode.Close, 2, "8802")]
    [InlineData(WebSocketOpcode.Pong, 4, "8A04")]
    public void A_servers_header_is_as_short_as_it_may_be(object opcode, int length, string header)
    {
        var written = new byte[WebSocketFrame.MaxServerHeader];

        var bytes = WebSocketFrame.WriteHeader((WebSocketOpcode)opcode, length, written);

        Assert.Equal(header, Convert.ToHexString(written.AsSpan(0, bytes)));
    }
}
