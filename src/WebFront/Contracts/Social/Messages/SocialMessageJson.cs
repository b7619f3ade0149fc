using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http.Json;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>
/// Writes a message as <see cref="SocialMessage"/> spells it, straight from what the grains say: without the object, and at a tenth of
/// the cost. Messages are most of what Social says; everything else goes through the serializer.
/// </summary>
internal static class SocialMessageJson
{
    private const string NoMetadata = "{}";

    private static readonly byte[][] Types = SocialJson.Enums.Spelled<MessageType>();
    private static readonly byte[][] Statuses = SocialJson.Enums.Spelled<MessageStatus>();

    /// <summary>The message alone, as <paramref name="status"/> and otherwise as it is.</summary>
    public static byte[] Encode(Message message, MessageStatus status)
    {
        using var output = new PooledBytes();
        var json = new JsonText(output);
        Write(ref json, message, status);
        json.Complete();
        return output.Written.ToArray();
    }

    /// <summary>The message, as <paramref name="status"/> and otherwise as it is.</summary>
    public static void Write(ref JsonText json, Message message, MessageStatus status)
    {
        json.Raw("{\"id\":"u8);
        json.Id(message.Id);
        json.Raw(",\"senderId\":"u8);
        json.Id(message.SenderId);
        json.Raw(",\"receiverId\":"u8);
        json.Id(message.ReceiverId);
        json.Raw(",\"groupId\":"u8);
        json.Id(message.InGroup ? message.ConversationId : null);
        json.Raw(",\"content\":"u8);
        json.Text(message.Content);
        json.Raw(",\"type\":"u8);
        json.Raw(Types[(int)message.Type]);
        json.Raw(",\"status\":"u8);
        json.Raw(Statuses[(int)status]);
        json.Raw(",\"createdAt\":"u8);
        json.Time(message.CreatedAt, SocialJson.Precision);
        json.Raw(",\"conversationId\":"u8);
        json.Id(message.ConversationId);
        json.Raw(",\"epoch\":"u8);
        json.Number(message.Epoch);
        json.Raw(",\"sequence\":"u8);
        json.Number(message.Sequence);
        json.Raw(",\"parentId\":"u8);
        json.Id(message.ParentId);
        json.Raw(",\"metadata\":"u8);
        WriteMetadata(ref json, SocialMetadata.Of(message));
        json.Raw(",\"updatedAt\":"u8);
        json.Time(message.DeletedAt ?? message.EditedAt ?? message.CreatedAt, SocialJson.Precision);
        json.Raw(",\"reactions\":["u8);
        for (var i = 0; i < message.Reactions.Length; i++)
            WriteReaction(ref json, message.Reactions[i], isFirst: i == 0);
        json.Raw("],\"senderDeleted\":"u8);
        json.Flag(message.SenderDeleted);
        json.Raw(",\"deletedAt\":"u8);
        json.Time(message.DeletedAt, SocialJson.Precision);
        json.Raw("}"u8);
    }

    private static void WriteMetadata(ref JsonText json, string? metadata)
    {
        if (metadata is null)
            json.Raw("null"u8);
        else if (metadata == NoMetadata)
            json.Raw("{}"u8);
        else
            json.Json(metadata);
    }

    private static void WriteReaction(ref JsonText json, Reaction reaction, bool isFirst)
    {
        json.Raw(isFirst ? "{\"emoji\":"u8 : ",{\"emoji\":"u8);
        json.Text(reaction.Emoji);
        json.Raw(",\"userIds\":["u8);
        for (var i = 0; i < reaction.UserIds.Length; i++)
        {
            if (i > 0)
                json.Raw(","u8);
            json.Id(reaction.UserIds[i]);
        }

        json.Raw("]}"u8);
    }
}
