using System.Buffers;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>The packets with which a server keeps an Engine.IO session going.</summary>
internal static class EngineIoHandshake
{
    private static readonly JsonEncodedText WebSocketTransport = JsonEncodedText.Encode("websocket");

    /// <summary>Closes the session: <c>1</c>.</summary>
    public static OutboundFrame Close { get; } = new("1"u8.ToArray());

    /// <summary>The heartbeat: <c>2</c>.</summary>
    public static OutboundFrame Ping { get; } = new("2"u8.ToArray());

    /// <summary>The answer to an upgrade's probe: <c>3probe</c>.</summary>
    public static OutboundFrame ProbePong { get; } = new("3probe"u8.ToArray());

    /// <summary>Ends a poll: <c>6</c>.</summary>
    public static OutboundFrame Noop { get; } = new("6"u8.ToArray());

    /// <summary>Opens the session: <c>0{"sid":"…","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":65536}</c>.</summary>
    public static OutboundFrame Encode(string id, bool canUpgrade, RealtimeOptions options)
    {
        var output = new ArrayBufferWriter<byte>(128);
        output.Write("0"u8);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("sid"u8, id);
            json.WriteStartArray("upgrades"u8);
            if (canUpgrade)
                json.WriteStringValue(WebSocketTransport);
            json.WriteEndArray();
            json.WriteNumber("pingInterval"u8, (long)options.PingInterval.TotalMilliseconds);
            json.WriteNumber("pingTimeout"u8, (long)options.PingTimeout.TotalMilliseconds);
            json.WriteNumber("maxPayload"u8, options.MaxMessageBytes);
            json.WriteEndObject();
        }

        return new OutboundFrame(output.WrittenMemory);
    }
}
