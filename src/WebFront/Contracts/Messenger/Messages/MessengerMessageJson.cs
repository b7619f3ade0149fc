using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>How far a message has come, and with whom.</summary>
/// <param name="Delivered">Whether every other member has it.</param>
/// <param name="Read">Whether every other member has seen it.</param>
/// <param name="DeliveredTo">Those who have it; empty where they are too many to be named.</param>
/// <param name="ReadBy">Those who have seen it; as above.</param>
internal readonly record struct MessengerDelivery(bool Delivered, bool Read, ImmutableArray<Guid> DeliveredTo, ImmutableArray<Guid> ReadBy)
{
    /// <summary>What the message's own status says, without names.</summary>
    public static MessengerDelivery Of(MessageStatus status) => new(status >= MessageStatus.Delivered, status >= MessageStatus.Seen, [], []);
}

/// <summary>
/// Writes messages as Messenger spells them (messenger.md, 3.3), straight from what the grains say; beside the document's properties
/// the sender's <c>temp_id</c>, and the place to resume from. Text of other contracts is the base64 of its UTF-8, and its metadata say so.
/// </summary>
internal static class MessengerMessageJson
{
    private static readonly byte[][] Types = [.. Enum.GetValues<MessageType>().Select(Spelled)];

    private static ReadOnlySpan<byte> UserPrefix => "usr_"u8;

    private static ReadOnlySpan<byte> ConversationPrefix => "conv_"u8;

    private static ReadOnlySpan<byte> MessagePrefix => "msg_"u8;

    /// <summary>The message alone, with what its own status says.</summary>
    public static byte[] Encode(Message message)
    {
        using var output = new PooledBytes();
        var json = new JsonText(output);
        Write(ref json, message, MessengerDelivery.Of(message.Status));
        json.Complete();
        return output.Written.ToArray();
    }

    /// <summary>The message, and how far it has come.</summary>
    public static void Write(ref JsonText json, Message message, in MessengerDelivery delivery)
    {
        json.Raw("{\"message_id\":"u8);
        json.Id(MessagePrefix, message.Id);
        json.Raw(",\"conversation_id\":"u8);
        json.Id(ConversationPrefix, message.ConversationId);
        json.Raw(",\"sender_id\":"u8);
        json.Id(UserPrefix, message.SenderId);
        json.Raw(",\"content_encrypted\":"u8);
        if (message.Encrypted)
            json.Text(message.Content);
        else
            json.Base64(message.Content);
        json.Raw(",\"message_type\":"u8);
        json.Raw(Types[(int)message.Type]);
        json.Raw(",\"metadata\":"u8);
        WriteMetadata(ref json, message);
        json.Raw(",\"reply_to_message_id\":"u8);
        json.Id(MessagePrefix, message.ParentId);
        json.Raw(",\"reactions\":"u8);
        WriteReactions(ref json, message.Reactions);
        json.Raw(",\"delivery_status\":{\"sent\":true,\"delivered\":"u8);
        json.Flag(delivery.Delivered);
        json.Raw(",\"read\":"u8);
        json.Flag(delivery.Read);
        json.Raw(",\"delivered_to\":"u8);
        WriteUsers(ref json, delivery.DeliveredTo);
        json.Raw(",\"read_by\":"u8);
        WriteUsers(ref json, delivery.ReadBy);
        json.Raw("},\"is_edited\":"u8);
        json.Flag(message.EditedAt is not null);
        json.Raw(",\"is_deleted\":"u8);
        json.Flag(message.DeletedAt is not null);
        json.Raw(",\"created_at\":"u8);
        json.Time(message.CreatedAt, MessengerJson.Precision);
        json.Raw(",\"updated_at\":"u8);
        json.Time(message.DeletedAt ?? message.EditedAt ?? message.CreatedAt, MessengerJson.Precision);
        if (message.OperationId is { } operation)
        {
            json.Raw(",\"temp_id\":"u8);
            json.Text(operation);
        }

        json.Raw(",\"epoch\":"u8);
        json.Number(message.Epoch);
        json.Raw(",\"sequence\":"u8);
        json.Number(message.Sequence);
        json.Raw("}"u8);
    }

    /// <summary>All reactions by emoji: <c>{"👍":["usr_…"]}</c>.</summary>
    public static void WriteReactions(ref JsonText json, ImmutableArray<Reaction> reactions)
    {
        json.Raw("{"u8);
        for (var i = 0; i < reactions.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            json.Text(reactions[i].Emoji);
            json.Raw(":"u8);
            WriteUsers(ref json, reactions[i].UserIds);
        }

        json.Raw("}"u8);
    }

    private static void WriteUsers(ref JsonText json, ImmutableArray<Guid> users)
    {
        json.Raw("["u8);
        for (var i = 0; i < users.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            json.Id(UserPrefix, users[i]);
        }

        json.Raw("]"u8);
    }

    private static void WriteMetadata(ref JsonText json, Message message)
    {
        if (!message.Encrypted && message.DeletedAt is null)
            json.Raw(Plain(message.Metadata));
        else if (message.Metadata is { } metadata)
            json.Json(metadata);
        else
            json.Raw("{}"u8);
    }

    /// <summary>The metadata of what was written in plain text: they say so, whatever they said of it before.</summary>
    private static ReadOnlySpan<byte> Plain(string? metadata)
    {
        if (metadata is null or "{}")
            return "{\"encryption\":\"none\"}"u8;
        var output = new ArrayBufferWriter<byte>(metadata.Length + 32);
        using (var parsed = JsonDocument.Parse(metadata))
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var property in parsed.RootElement.EnumerateObject().Where(property => !property.NameEquals("encryption"u8)))
                property.WriteTo(writer);
            writer.WriteString("encryption"u8, "none"u8);
            writer.WriteEndObject();
        }

        return output.WrittenSpan;
    }

    private static byte[] Spelled(MessageType type) => type switch
    {
        MessageType.Text => "\"text\""u8.ToArray(),
        MessageType.Image => "\"image\""u8.ToArray(),
        MessageType.File => "\"file\""u8.ToArray(),
        MessageType.Voice => "\"audio\""u8.ToArray(),
        MessageType.Video => "\"video\""u8.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
