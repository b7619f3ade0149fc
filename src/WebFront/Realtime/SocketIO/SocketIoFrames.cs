using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What the server sends: Socket.IO packets as Engine.IO messages (<c>4</c>), ready for either transport.</summary>
internal static class SocketIoFrames
{
    private const string EventFormat = "socket.io";

    private static readonly Func<RealtimeEvent, OutboundFrame> EventMaker = MakeEvent;

    /// <summary>What comes before an event's payload, by name: as many as contracts have events.</summary>
    private static readonly ConcurrentDictionary<string, byte[]> EventHeads = new(StringComparer.Ordinal);

    private static readonly byte[] EndOfArguments = "]"u8.ToArray();

    /// <summary>Leaves the namespace: <c>41</c>.</summary>
    public static OutboundFrame Disconnect { get; } = new("41"u8.ToArray());

    /// <summary>An event, framed once for all its connections: <c>42["name",payload]</c>.</summary>
    public static OutboundFrame Event(RealtimeEvent realtimeEvent) => realtimeEvent.Framed(EventFormat, EventMaker);

    /// <summary>An acknowledgement with one argument: <c>43id[body]</c>.</summary>
    public static OutboundFrame Acknowledgement(ulong id, JsonPieces argument)
    {
        const int MaxDigits = 20;
        Span<byte> start = stackalloc byte[3 + MaxDigits];
        "43"u8.CopyTo(start);
        Utf8Formatter.TryFormat(id, start[2..], out var digits);
        start[2 + digits] = (byte)'[';
        return new OutboundFrame(Join(start[..(3 + digits)], argument.Before.Span), argument.Body, argument.After.IsEmpty ? EndOfArguments : Join(argument.After.Span, EndOfArguments));
    }

    /// <summary>The namespace was joined: <c>40{"sid":"…"}</c>.</summary>
    public static OutboundFrame Connected(string socketId)
        => Message(SocketIoPacketType.Connect, SocketIoPacket.DefaultNamespace, "sid"u8, socketId);

    /// <summary>The namespace was not joined: <c>44{"message":"…"}</c>.</summary>
    public static OutboundFrame ConnectError(string @namespace, string message)
        => Message(SocketIoPacketType.ConnectError, @namespace, "message"u8, message);

    private static OutboundFrame Message(SocketIoPacketType type, string @namespace, ReadOnlySpan<byte> property, string value)
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

        return new OutboundFrame(output.WrittenMemory);
    }

    private static OutboundFrame MakeEvent(RealtimeEvent realtimeEvent)
    {
        var head = EventHeads.GetOrAdd(realtimeEvent.Name, static name => [.. "42[\""u8, .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, .. "\","u8]);
        return realtimeEvent.Payload.IsEmpty
            ? new OutboundFrame(head.AsMemory(0, head.Length - 1), default, EndOfArguments)
            : new OutboundFrame(head, realtimeEvent.Payload, EndOfArguments);
    }

    private static byte[] Join(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var both = GC.AllocateUninitializedArray<byte>(first.Length + second.Length);
        first.CopyTo(both);
        second.CopyTo(both.AsSpan(first.Length));
        return both;
    }
}
