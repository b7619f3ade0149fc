using System.Buffers;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What the server sends: Socket.IO packets as Engine.IO messages (<c>4</c>), ready for either transport.</summary>
internal static class SocketIoFrames
{
    private const string EventFormat = "socket.io";

    private static readonly Action<RealtimeEvent, IBufferWriter<byte>> EventWriter = WriteEvent;

    /// <summary>Leaves the namespace: <c>41</c>.</summary>
    public static ReadOnlyMemory<byte> Disconnect { get; } = "41"u8.ToArray();

    /// <summary>An event, framed once for all its connections: <c>42["name",payload]</c>.</summary>
    public static ReadOnlyMemory<byte> Event(RealtimeEvent realtimeEvent) => realtimeEvent.Framed(EventFormat, EventWriter);

    /// <summary>An acknowledgement with one argument: <c>43id[body]</c>.</summary>
    public static ReadOnlyMemory<byte> Acknowledgement(ulong id, ReadOnlyMemory<byte> body)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 32);
        output.Write("4"u8);
        new SocketIoPacket(SocketIoPacketType.Ack) { AckId = id }.Write(output);
        output.Write("["u8);
        output.Write(body.Span);
        output.Write("]"u8);
        return output.WrittenMemory;
    }

    /// <summary>The namespace was joined: <c>40{"sid":"…"}</c>.</summary>
    public static ReadOnlyMemory<byte> Connected(string socketId)
        => Message(SocketIoPacketType.Connect, SocketIoPacket.DefaultNamespace, "sid"u8, socketId);

    /// <summary>The namespace was not joined: <c>44{"message":"…"}</c>.</summary>
    public static ReadOnlyMemory<byte> ConnectError(string @namespace, string message)
        => Message(SocketIoPacketType.ConnectError, @namespace, "message"u8, message);

    private static ReadOnlyMemory<byte> Message(SocketIoPacketType type, string @namespace, ReadOnlySpan<byte> property, string value)
    {
        var output = new ArrayBufferWriter<byte>(64);
        output.Write("4"u8);
        new SocketIoPacket(type) { Namespace = @namespace }.Write(output);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString(property, value);
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteEvent(RealtimeEvent realtimeEvent, IBufferWriter<byte> output)
    {
        output.Write("42["u8);
        using (var json = new Utf8JsonWriter(output))
            json.WriteStringValue(realtimeEvent.Name);
        if (!realtimeEvent.Payload.IsEmpty)
        {
            output.Write(","u8);
            output.Write(realtimeEvent.Payload.Span);
        }

        output.Write("]"u8);
    }
}
