using Orleans;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>Asks to post a message.</summary>
/// <param name="SenderId">The author.</param>
/// <param name="PeerId">The other user of a direct conversation (which is created by its first message); null in a group, and with <paramref name="ById"/>.</param>
/// <param name="Type">What it carries.</param>
/// <param name="Content">1 to <see cref="MessageLimits.Content"/> characters, or <see cref="MessageLimits.Ciphertext"/> when it is encrypted.</param>
/// <param name="Metadata">A JSON object as text of at most <see cref="MessageLimits.Metadata"/> bytes, or null.</param>
/// <param name="ParentId">The message of the same conversation that this one replies to, or null.</param>
/// <param name="OperationId">The client's own id for this send, 1 to <see cref="MessageLimits.OperationId"/> characters, or null: a repetition is stored once.</param>
/// <param name="Connection">The connection it came in on, which is not told again; null over REST.</param>
/// <param name="Number">Its number among what was sent on that connection, from 1; 0 where no order is asked for.</param>
/// <param name="After">The number of the one before it, on that connection and to this conversation, that is not answered yet; 0 for none. It is taken after that one, whichever call is there first.</param>
/// <param name="ById">Into the conversation as it is, direct or group: the sender has to be a member, and knows no more than its id.</param>
/// <param name="Encrypted">The content is the client's own ciphertext: never looked into, and stored as it is.</param>
/// <param name="AnyBody">A repetition of the operation id is the first message whatever it says: the same text encrypted again is another ciphertext.</param>
[GenerateSerializer, Immutable, Alias("new-message")]
public sealed record NewMessage(
    [property: Id(0)] Guid SenderId,
    [property: Id(1)] Guid? PeerId,
    [property: Id(2)] MessageType Type,
    [property: Id(3)] string Content,
    [property: Id(4)] string? Metadata,
    [property: Id(5)] Guid? ParentId,
    [property: Id(6)] string? OperationId,
    [property: Id(7)] Guid? Connection,
    [property: Id(8)] long Number = 0,
    [property: Id(9)] long After = 0,
    [property: Id(10)] bool ById = false,
    [property: Id(11)] bool Encrypted = false,
    [property: Id(12)] bool AnyBody = false);

/// <summary>Asks for another content of a message.</summary>
/// <param name="EditorId">Who asks: its author.</param>
/// <param name="Sequence">Its place in the conversation.</param>
/// <param name="Content">As of <see cref="NewMessage"/>.</param>
/// <param name="Encrypted">Whether that is the client's own ciphertext.</param>
[GenerateSerializer, Immutable, Alias("new-content")]
public sealed record NewContent(
    [property: Id(0)] Guid EditorId, [property: Id(1)] long Sequence, [property: Id(2)] string Content, [property: Id(3)] bool Encrypted);

/// <summary>What a message may measure at most; grains check it whatever the contract.</summary>
public static class MessageLimits
{
    /// <summary>Characters (UTF-16 units) of content.</summary>
    public const int Content = 5000;

    /// <summary>Characters (UTF-16 units) of content that is encrypted.</summary>
    public const int Ciphertext = 32_768;

    /// <summary>UTF-8 bytes of metadata.</summary>
    public const int Metadata = 8192;

    /// <summary>Characters of an operation id.</summary>
    public const int OperationId = 128;

    /// <summary>Characters (UTF-16 units) of an emoji.</summary>
    public const int Emoji = 32;

    /// <summary>Different emojis on one message.</summary>
    public const int EmojisPerMessage = 50;
}

/// <summary>How far a member says a message has come with them.</summary>
[GenerateSerializer, Alias("receipt-kind")]
public enum ReceiptKind
{
    /// <summary>It arrived on one of their devices.</summary>
    Delivered,

    /// <summary>They saw it (so it was delivered as well).</summary>
    Seen,
}
