using System.Collections.Concurrent;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// How a contract puts an event's or command's name and payload into one JSON object: <c>{"type":"typing","is_typing":true}</c>
/// when the payload's properties stand beside the name, <c>{"event":"typing","data":{…}}</c> when it has a property of its own.
/// </summary>
internal sealed class FrameShape
{
    /// <summary>The command with which a client that has connected without a token sends one, in the property of that name.</summary>
    public const string Authenticate = "auth";

    private static readonly byte[] End = "}"u8.ToArray();

    private readonly JsonEncodedText _nameProperty;
    private readonly JsonEncodedText? _dataProperty;
    private readonly string _format;
    private readonly Func<RealtimeEvent, OutboundFrame> _make;

    /// <summary>What comes before an event's payload, by name: as many as contracts have events.</summary>
    private readonly ConcurrentDictionary<string, byte[]> _heads = new(StringComparer.Ordinal);

    /// <param name="nameProperty">The property of the name.</param>
    /// <param name="dataProperty">The property of the payload; null when its own properties stand beside the name.</param>
    public FrameShape(string nameProperty, string? dataProperty = null)
    {
        _nameProperty = JsonEncodedText.Encode(nameProperty);
        _dataProperty = dataProperty is null ? null : JsonEncodedText.Encode(dataProperty);
        _format = $"websocket {nameProperty} {dataProperty}";
        _make = Make;
    }

    /// <summary>An event, framed once for all its connections. Beside the name only the properties of an object can stand.</summary>
    public OutboundFrame Frame(RealtimeEvent realtimeEvent) => realtimeEvent.Framed(_format, _make);

    /// <summary>Reads a client's message; false when it is no JSON object, or has no name.</summary>
    /// <param name="message">The message, UTF-8.</param>
    /// <param name="name">What the client asks for.</param>
    /// <param name="payload">A part of the message, or all of it; empty when there is none.</param>
    public bool TryRead(ReadOnlyMemory<byte> message, out string name, out ReadOnlyMemory<byte> payload)
    {
        (name, payload) = ("", default);
        try
        {
            return Read(message, ref name, ref payload);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half a surrogate pair.
            (name, payload) = ("", default);
            return false;
        }
    }

    /// <summary>The token in the payload of <see cref="Authenticate"/>; null when there is none.</summary>
    public static string? Token(ReadOnlyMemory<byte> payload)
    {
        var reader = new Utf8JsonReader(payload.Span);
        if (payload.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isToken = reader.ValueTextEquals("token"u8);
            reader.Read();

            // A token is plain ASCII; one that is escaped is none.
            if (isToken)
                return reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? HandshakeToken.WithoutScheme(reader.GetString()!) : null;
            reader.Skip();
        }

        return null;
    }

    private bool Read(ReadOnlyMemory<byte> message, ref string name, ref ReadOnlyMemory<byte> payload)
    {
        var reader = new Utf8JsonReader(message.Span);
        string? found = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        if (_dataProperty is null)
            payload = message;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isName = reader.ValueTextEquals(_nameProperty.EncodedUtf8Bytes);
            var isData = _dataProperty is { } data && reader.ValueTextEquals(data.EncodedUtf8Bytes);
            reader.Read();
            if (isName)
            {
                // Whose name is given twice has none.
                if (found is not null || reader.TokenType != JsonTokenType.String)
                    return false;
                found = reader.GetString()!;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isData)
                payload = message[start..(int)reader.BytesConsumed];
        }

        // Reads to the end: nothing may follow.
        reader.Read();
        name = found ?? "";
        return found is not null;
    }

    private OutboundFrame Make(RealtimeEvent realtimeEvent)
    {
        var head = _heads.GetOrAdd(realtimeEvent.Name, Head);
        var payload = realtimeEvent.Payload;
        if (_dataProperty is not null)
            return new OutboundFrame(head, payload.IsEmpty ? "null"u8.ToArray() : payload, End);

        // {"type":"name", and the payload without its brace; no comma before the end of an empty one.
        return payload.Length > 2 ? new OutboundFrame(head, payload[1..], default) : new OutboundFrame(head.AsMemory(0, head.Length - 1), End, default);
    }

    private byte[] Head(string name)
    {
        byte[] start = [.. "{\""u8, .. _nameProperty.EncodedUtf8Bytes, .. "\":\""u8, .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, .. "\","u8];
        return _dataProperty is { } data ? [.. start, .. "\""u8, .. data.EncodedUtf8Bytes, .. "\":"u8] : start;
    }
}
