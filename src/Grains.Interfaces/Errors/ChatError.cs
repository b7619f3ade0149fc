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

    /// <summary>The phone number belongs to another account.</summary>
    PhoneTaken,

    /// <summary>The account is suspended; told only to who knows its password.</summary>
    Suspended,

    /// <summary>The password is right, and a code of the account's second factor is missing.</summary>
    SecondFactorRequired,

    /// <summary>The password is right, and the code of the second factor is not, or was used before.</summary>
    SecondFactorWrong,

    /// <summary>Too many wrong codes: the second factor takes none for a while.</summary>
    TooManyAttempts,

    /// <summary>The token that proves an e-mail address is unknown, expired or was used before.</summary>
    VerificationInvalid,

    /// <summary>The account has a second factor already.</summary>
    SecondFactorAlreadyOn,

    /// <summary>No such contact among those of the caller.</summary>
    ContactNotFound,

    /// <summary>The user is a contact of the caller already, or was asked to become one.</summary>
    AlreadyAContact,

    /// <summary>The contact request was answered already.</summary>
    NotPending,

    /// <summary>Only the one who was asked may answer a contact request.</summary>
    NotYoursToAnswer,

    /// <summary>The caller does not block this user.</summary>
    NotBlocked,

    /// <summary>No such file, an expired one, or one of a conversation that the caller may not know of.</summary>
    FileNotFound,

    /// <summary>The file is not what it is said to be, or of no kind that is taken.</summary>
    FileRefused,

    /// <summary>No such notification among those of the caller.</summary>
    NotificationNotFound,

    /// <summary>No such meeting, or one that the caller is not invited to.</summary>
    MeetingNotFound,

    /// <summary>No such device among those of the caller.</summary>
    DeviceNotFound,

    /// <summary>The call was answered on another device of the same user.</summary>
    AnsweredElsewhere,

    /// <summary>The caller is in a call that goes on.</summary>
    InACall,
}
