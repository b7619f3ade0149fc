using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Relations;

/// <summary>
/// What two users have to do with each other: contacts and blocks (messenger 2.4 to 2.6). Keyed by the id of their direct conversation
/// (<see cref="ConversationId.Direct"/>), so that every decision about the two is one turn; as they cannot be told from the key, every call names both.
/// A user who is blocked does not learn of it: what they ask for is answered as if it were granted.
/// </summary>
[Alias("relation-grain")]
public interface IRelationGrain : IGrainWithGuidKey
{
    /// <summary>Asks <paramref name="other"/> to become a contact. When that one has asked already, they are contacts.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.Invalid"/> (<c>userId</c> is the caller, or blocked by them, <c>message</c>), <see cref="ChatError.UserNotFound"/>,
    /// <see cref="ChatError.AlreadyAContact"/>, <see cref="ChatError.LimitReached"/>.
    /// </exception>
    [Alias("ask")]
    Task<Contact> AskAsync(Guid by, Guid other, string? message);

    /// <summary>Accepts or declines what <paramref name="other"/> asked.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.ContactNotFound"/>, <see cref="ChatError.NotPending"/>, <see cref="ChatError.NotYoursToAnswer"/>,
    /// <see cref="ChatError.LimitReached"/>.
    /// </exception>
    [Alias("answer")]
    Task<Contact> AnswerAsync(Guid by, Guid other, bool accept);

    /// <summary>Ends the contact, or takes the request back, on both sides.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.ContactNotFound"/>.</exception>
    [Alias("remove")]
    Task RemoveAsync(Guid by, Guid other);

    /// <summary>
    /// Blocks <paramref name="other"/>; blocking again changes nothing. When this answers, the conversation of the two heeds it.
    /// </summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.Invalid"/> (<c>userId</c> is the caller), <see cref="ChatError.UserNotFound"/>, <see cref="ChatError.LimitReached"/>,
    /// <see cref="ChatError.Unavailable"/>.
    /// </exception>
    [Alias("block")]
    Task BlockAsync(Guid by, Guid other);

    /// <summary>Takes a block back. When this answers, the conversation of the two heeds it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.NotBlocked"/>, <see cref="ChatError.Unavailable"/>.</exception>
    [Alias("unblock")]
    Task UnblockAsync(Guid by, Guid other);

    /// <summary>How the two stand, for grains that have to heed it.</summary>
    [Alias("standing")]
    Task<RelationStanding> StandingAsync(Guid one, Guid other);
}
