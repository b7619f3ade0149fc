using System.Buffers;
using System.Text;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Social.Messages;

/// <summary>
/// The metadata of a message in Social: what was sent, and of a ciphertext, whose content is shown as it is, also <c>"encrypted": true</c>.
/// </summary>
internal static class SocialMetadata
{
    private const string Encrypted = "encrypted";

    /// <summary>A JSON object as text, or null.</summary>
    public static string? Of(Message message) => message is { Encrypted: true, DeletedAt: null } ? Flag(message.Metadata) : message.Metadata;

    private static string Flag(string? metadata)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        using (var sent = JsonDocument.Parse(metadata ?? "{}"))
        {
            json.WriteStartObject();
            foreach (var member in sent.RootElement.EnumerateObject().Where(member => !member.NameEquals(Encrypted)))
                member.WriteTo(json);
            json.WriteBoolean(Encrypted, true);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
