using System.Buffers;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>
/// SignalR's JSON frames, each ended by <c>0x1E</c>: an event is <c>{"type":1,"target":"message:received","arguments":[{…}]}</c>,
/// the answer to invocation 7 is <c>{"type":3,"invocationId":"7","result":{…}}</c>, or has <c>"error"</c> in place of the result.
/// </summary>
internal static class SignalRFrame
{
    /// <summary>Ends every frame.</summary>
    public const byte RecordSeparator = 0x1E;

    /// <summary>Writes an event.</summary>
    public static void WriteEvent(RealtimeEvent realtimeEvent, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":1,\"target\":\""u8);
        output.Write(JsonEncodedText.Encode(realtimeEvent.Name).EncodedUtf8Bytes);
        output.Write("\",\"arguments\":["u8);
        output.Write(realtimeEvent.Payload.Span);
        output.Write("]}\u001e"u8);
    }

    /// <summary>Writes the result of an invocation; <paramref name="result"/> is JSON.</summary>
    public static void WriteResult(string invocationId, ReadOnlySpan<byte> result, IBufferWriter<byte> output)
    {
        WriteCompletion(invocationId, output);
        output.Write("\"result\":"u8);
        output.Write(result.IsEmpty ? "null"u8 : result);
        output.Write("}\u001e"u8);
    }

    /// <summary>Writes the refusal of an invocation.</summary>
    public static void WriteError(string invocationId, string error, IBufferWriter<byte> output)
    {
        WriteCompletion(invocationId, output);
        output.Write("\"error\":\""u8);
        output.Write(JsonEncodedText.Encode(error).EncodedUtf8Bytes);
        output.Write("\"}\u001e"u8);
    }

    private static void WriteCompletion(string invocationId, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":3,\"invocationId\":\""u8);
        output.Write(JsonEncodedText.Encode(invocationId).EncodedUtf8Bytes);
        output.Write("\","u8);
    }
}
