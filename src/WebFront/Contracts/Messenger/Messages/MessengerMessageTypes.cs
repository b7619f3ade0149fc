using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>What Messenger calls the types of messages: what other contracts call voice is audio.</summary>
internal static class MessengerMessageTypes
{
    private static readonly (MessageType Type, string Name)[] All =
    [
        (MessageType.Text, "text"), (MessageType.Image, "image"), (MessageType.Video, "video"), (MessageType.Voice, "audio"), (MessageType.File, "file"),
    ];

    /// <summary>The name of a type.</summary>
    public static string Of(MessageType type) => All.First(known => known.Type == type).Name;

    /// <summary>The type that a name means; text when there is none.</summary>
    public static MessageType Read(string field, string? name)
    {
        if (name is null)
            return MessageType.Text;
        foreach (var known in All)
        {
            if (known.Name == name)
                return known.Type;
        }

        throw new ChatException(field, "must be text, image, video, audio or file.");
    }
}
