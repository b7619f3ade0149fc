using Orleans;

namespace OrleansChat.Grains.Interfaces.Errors;

/// <summary>
/// Everything the cluster refuses on purpose. Each contract words every member of this closed list;
/// any other exception is a bug and is answered as an internal error.
/// </summary>
[GenerateSerializer, Alias("chat-error")]
public enum ChatError
{
    /// <summary>A value breaks a rule; <see cref="ChatException.Field"/> names it.</summary>
    Invalid,

    /// <summary>No or no valid access token.</summary>
    Unauthenticated,

    /// <summary>E-mail and password do not belong together.</summary>
    InvalidCredentials,

    /// <summary>The refresh token is unknown, expired, revoked or was used before.</summary>
    SessionEnded,

    /// <summary>No such user.</summary>
    UserNotFound,

    /// <summary>No such conversation, or one that the caller may not know of.</summary>
    ConversationNotFound,

    /// <summary>No such group, or a secret one that the caller does not belong to.</summary>
    GroupNotFound,

    /// <summary>No such message, a deleted one, or one of a conversation that the caller may not know of.</summary>
    MessageNotFound,

    /// <summary>No such call, or one that the caller has no part in.</summary>
    CallNotFound,

    /// <summary>The user to be removed is no member of the group.</summary>
    MemberNotFound,

    /// <summary>The caller is no member of the conversation.</summary>
    NotAMember,

    /// <summary>Only the author may change a message.</summary>
    NotTheAuthor,

    /// <summary>The caller's role in the group does not allow this.</summary>
    RoleTooLow,

    /// <summary>Only the initiator may end a call.</summary>
    NotTheInitiator,

    /// <summary>Only the owner of an account may change it.</summary>
    NotYourAccount,

    /// <summary>The e-mail address belongs to another account.</summary>
    EmailTaken,

    /// <summary>The username belongs to another account.</summary>
    UsernameTaken,

    /// <summary>The user is a member of the group already.</summary>
    AlreadyAMember,

    /// <summary>An operation id was used before with another body.</summary>
    OperationMismatch,

    /// <summary>The call is over.</summary>
    CallOver,

    /// <summary>A documented limit on count is reached (members, groups, reactions).</summary>
    LimitReached,

    /// <summary>Try again shortly: an activation moved, the store is away, or the node is full.</summary>
    Unavailable,
}
