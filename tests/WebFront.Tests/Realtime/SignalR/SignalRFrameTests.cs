using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SignalR;

namespace OrleansChat.WebFront.Tests.Realtime.SignalR;

public sealed class SignalRFrameTests
{
    [Fact]
    public void An_event_is_an_invocation_of_its_name()
    {
        var output = new ArrayBufferWriter<byte>();
        SignalRFrame.WriteEvent(RealtimeEvent.OfEncoded("message:received", """{"id":1}"""u8.ToArray()), output);
        Assert.Equal("{\"type\":1,\"target\":\"message:received\",\"arguments\":[{\"id\":1}]}\u001e", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_result_is_a_completion()
    {
        var output = new ArrayBufferWriter<byte>();
        SignalRFrame.WriteResult("7\"", "[1]"u8, output);
        SignalRFrame.WriteResult("8", [], output);
        Assert.Equal(
            "{\"type\":3,\"invocationId\":\"7\\u0022\",\"result\":[1]}\u001e{\"type\":3,\"invocationId\":\"8\",\"result\":null}\u001e",
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_refusal_is_a_completion_with_an_error()
    {
        var output = new ArrayBufferWriter<byte>();
        SignalRFrame.WriteError("7", "NOT_FOUND: No \"x\"\u001e", output);
        Assert.Equal("{\"type\":3,\"invocationId\":\"7\",\"error\":\"NOT_FOUND: No \\u0022x\\u0022\\u001E\"}\u001e", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void An_event_is_framed_once_for_all_connections()
    {
        var realtimeEvent = RealtimeEvent.OfEncoded("e", "{}"u8.ToArray());
        Assert.Same(SignalRMessage.Of(realtimeEvent), SignalRMessage.Of(realtimeEvent));
    }
}
