using System.Buffers;
using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>A client's invocation: <c>{"type":1,"invocationId":"7","target":"message:send","arguments":[{…}]}</c>.</summary>
/// <param name="Target">The method's name.</param>
/// <param name="InvocationId">What the answer refers to; null when none is wanted.</param>
/// <param name="Payload">The first argument, JSON; empty when there is none.</param>
internal sealed record SignalRInvocation(string Target, string? InvocationId, byte[] Payload)
{
    private const int InvocationType = 1;

    /// <summary>How deep an argument may go is the contract's business; the size of a message bounds it here.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Reads one frame, without its separator. Null when it is of another type. Arguments after the first are passed over:
    /// every method has one.
    /// </summary>
    /// <exception cref="InvalidDataException">The frame is no JSON object, or an invocation without a target.</exception>
    public static SignalRInvocation? Read(in ReadOnlySequence<byte> frame)
    {
        try
        {
            return Read(new Utf8JsonReader(frame, Options), frame);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is no UTF-8.
            throw new InvalidDataException("The frame is no valid JSON.", e);
        }
    }

    private static SignalRInvocation? Read(Utf8JsonReader reader, in ReadOnlySequence<byte> frame)
    {
        int? type = null;
        string? target = null;
        string? invocationId = null;
        byte[] payload = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidDataException("A frame is a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : null;
                if (type != InvocationType)
                    return null;
            }
            else if (reader.ValueTextEquals("target"u8))
            {
                target = ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("invocationId"u8))
            {
                invocationId = ReadString(ref reader);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                payload = ReadFirst(ref reader, frame);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        if (type is null)
            return null;
        if (reader.Read() || target is null)
            throw new InvalidDataException("An invocation is one JSON object and has a target.");
        return new SignalRInvocation(target, invocationId, payload);
    }

    private static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType is JsonTokenType.String or JsonTokenType.Null
            ? reader.GetString()
            : throw new InvalidDataException("Target and invocation id are strings.");
    }

    private static byte[] ReadFirst(ref Utf8JsonReader reader, in ReadOnlySequence<byte> frame)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new InvalidDataException("The arguments are an array.");
        byte[] first = [];
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            var start = reader.TokenStartIndex;
            reader.Skip();
            if (index == 0)
                first = frame.Slice(start, reader.BytesConsumed - start).ToArray();
        }

        return first;
    }
}
