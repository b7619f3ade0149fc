using System.Buffers;
using Microsoft.AspNetCore.SignalR;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>Frames that are written already: one event for all its connections, or the answer to one invocation.</summary>
internal sealed class SignalRMessage
{
    private const string Format = "signalr";
    private const string Protocol = "json";

    private SignalRMessage(ReadOnlyMemory<byte> bytes) => (Bytes, Hub) = (bytes, Wrap(bytes));

    /// <summary>The frames.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The frames as a hub's connection takes them.</summary>
    public SerializedHubMessage Hub { get; }

    /// <summary>The event's frame, made once.</summary>
    public static SignalRMessage Of(RealtimeEvent realtimeEvent)
        => realtimeEvent.Framed(Format, static source =>
        {
            var buffer = new ArrayBufferWriter<byte>(source.Payload.Length + source.Name.Length + 48);
            SignalRFrame.WriteEvent(source, buffer);
            return new SignalRMessage(buffer.WrittenMemory);
        });

    /// <summary>The answer to an invocation.</summary>
    public static SignalRMessage Answer(string invocationId, CommandReply reply)
    {
        var buffer = new ArrayBufferWriter<byte>(reply.Data.Length + invocationId.Length + 64);
        if (reply.Error is { } error)
            SignalRFrame.WriteError(invocationId, $"{error.Code}: {error.Message}", buffer);
        else
            SignalRFrame.WriteResult(invocationId, reply.Data.Span, buffer);
        return new SignalRMessage(buffer.WrittenMemory);
    }

    /// <summary>Bytes as a hub's connection takes them.</summary>
    public static SerializedHubMessage Wrap(ReadOnlyMemory<byte> frames) => new([new SerializedMessage(Protocol, frames)]);
}
