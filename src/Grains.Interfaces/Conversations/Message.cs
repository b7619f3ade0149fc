using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>What a message carries.</summary>
[GenerateSerializer, Alias("message-type")]
public enum MessageType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A picture.</summary>
    Image,

    /// <summary>A file.</summary>
    File,

    /// <summary>A voice message.</summary>
    Voice,

    /// <summary>A video.</summary>
    Video,
}

/// <summary>How far a message has come, derived from the other members' horizons; ordered.</summary>
[GenerateSerializer, Alias("message-status")]
public enum MessageStatus
{
    /// <summary>Stored.</summary>
    Sent,

    /// <summary>Every other member has it.</summary>
    Delivered,

    /// <summary>Every other member has seen it.</summary>
    Seen,
}

/// <summary>
/// A message. <paramref name="Sequence"/> is its place in its conversation: 1…n without a gap, the same for everyone.
/// A deleted message keeps its place and loses its content.
/// </summary>
/// <param name="Id">Time-ordered UUID.</param>
/// <param name="ConversationId">The conversation; for a group message the group's id.</param>
/// <param name="Epoch">The conversation's epoch: sequences of different epochs do not compare (DESIGN 4.6).</param>
/// <param name="Sequence">Place in the conversation, from 1.</param>
/// <param name="SenderId">The author.</param>
/// <param name="SenderDeleted">Whether the author's account is deleted.</param>
/// <param name="ReceiverId">The other user of a direct conversation; null in a group.</param>
/// <param name="Type">What it carries.</param>
/// <param name="Content">The text, or the ciphertext; empty once deleted.</param>
/// <param name="Metadata">A JSON object as text, or null.</param>
/// <param name="ParentId">The message of the same conversation that this one replies to.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="EditedAt">When it was last edited; null if never.</param>
/// <param name="DeletedAt">When it was deleted; null if it was not.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Reactions">Reactions by emoji, in order of first use; empty if none.</param>
/// <param name="Encrypted">Whether the content is a client's own ciphertext, which nobody here can read.</param>
/// <param name="OperationId">The author's own id for the send, for the author's devices; null for none.</param>
/// <param name="Repeated">Whether this answers a send that had been stored before.</param>
[GenerateSerializer, Immutable, Alias("message")]
public sealed record Message(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid ConversationId,
    [property: Id(2)] long Epoch,
    [property: Id(3)] long Sequence,
    [property: Id(4)] Guid SenderId,
    [property: Id(5)] bool SenderDeleted,
    [property: Id(6)] Guid? ReceiverId,
    [property: Id(7)] MessageType Type,
    [property: Id(8)] string Content,
    [property: Id(9)] string? Metadata,
    [property: Id(10)] Guid? ParentId,
    [property: Id(11)] DateTimeOffset CreatedAt,
    [property: Id(12)] DateTimeOffset? EditedAt,
    [property: Id(13)] DateTimeOffset? DeletedAt,
    [property: Id(14)] MessageStatus Status,
    [property: Id(15)] ImmutableArray<Reaction> Reactions,
    [property: Id(16)] bool Encrypted = false,
    [property: Id(17)] string? OperationId = null,
    [property: Id(18)] bool Repeated = false)
{
    /// <summary>Whether it was sent in a group.</summary>
    public bool InGroup => ReceiverId is null;

    /// <summary>About the characters of content, metadata and reactions.</summary>
    public int TextLength
    {
        get
        {
            const int UserId = 8; // As many bytes as so many characters.
            var length = Content.Length + (Metadata?.Length ?? 0);
            foreach (var reaction in Reactions)
                length += reaction.Emoji.Length + (reaction.UserIds.Length * UserId);
            return length;
        }
    }
}

/// <summary>An emoji and the users who reacted with it.</summary>
[GenerateSerializer, Immutable, Alias("reaction")]
public sealed record Reaction([property: Id(0)] string Emoji, [property: Id(1)] ImmutableArray<Guid> UserIds);

/// <summary>Where a message is.</summary>
[GenerateSerializer, Immutable, Alias("message-location")]
public sealed record MessageLocation([property: Id(0)] Guid ConversationId, [property: Id(1)] long Sequence);
