using System.Text.Json;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>How Social words each refusal; the same words over REST and realtime.</summary>
internal sealed class SocialErrors : IContractErrors
{
    /// <inheritdoc/>
    public JsonSerializerOptions Json => SocialJson.Options;

    /// <inheritdoc/>
    (int Status, object Body) IContractErrors.Word(Refusal refusal, RefusalContext context) => Word(refusal);

    /// <summary>Status and body of a refusal, which tells nothing of the request that was refused.</summary>
    public static (int Status, SocialError Body) Word(Refusal refusal) => refusal switch
    {
        { Cluster: ChatError.Invalid } => Invalid($"{refusal.Field}: {refusal.Rule}"),
        { Cluster: { } error } => Word(error),
        { Http: HttpRefusal.NotConfigured, Field: { } setting } => Unavailable($"This server is not configured for it: {setting}"),
        { Http: { } error } => Word(error),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static (int Status, SocialError Body) Word(ChatError refusal) => refusal switch
    {
        ChatError.Invalid => Invalid("The request is not valid"),
        ChatError.Unauthenticated => Unauthorized("Authentication required"),
        ChatError.InvalidCredentials => Unauthorized("Invalid email or password"),
        ChatError.SessionEnded => Unauthorized("Invalid or expired refresh token"),
        ChatError.UserNotFound => NotFound("User not found"),
        ChatError.ConversationNotFound => NotFound("Conversation not found"),
        ChatError.GroupNotFound => NotFound("Group not found"),
        ChatError.MessageNotFound => NotFound("Message not found"),
        ChatError.CallNotFound => NotFound("Call not found"),
        ChatError.MemberNotFound => NotFound("Member not found"),
        ChatError.NotAMember => Forbidden("You are not a member of this group"),
        ChatError.NotTheAuthor => Forbidden("You can only change your own messages"),
        ChatError.RoleTooLow => Forbidden("Your role in this group does not allow this"),
        ChatError.NotTheInitiator => Forbidden("Only the initiator can end a call"),
        ChatError.NotYourAccount => Forbidden("You can only change your own account"),
        ChatError.EmailTaken => Conflict("Email is already taken"),
        ChatError.UsernameTaken => Conflict("Username is already taken"),
        ChatError.AlreadyAMember => Conflict("User is already a member of this group"),
        ChatError.OperationMismatch => Conflict("This operation id was used before with another body"),
        ChatError.CallOver => Conflict("The call is over"),
        ChatError.LimitReached => Conflict("A limit on count is reached"),
        ChatError.Unavailable => Unavailable("Service temporarily unavailable, please try again."),
        ChatError.PhoneTaken => Conflict("Phone number is already taken"),
        ChatError.Suspended => Forbidden("Your account is suspended"),
        ChatError.SecondFactorRequired => Unauthorized("A code of your authenticator is required"),
        ChatError.SecondFactorWrong => Unauthorized("Invalid or used code"),
        ChatError.TooManyAttempts => TooMany("Too many attempts, please try again later."),
        ChatError.VerificationInvalid => Invalid("Invalid or expired verification token"),
        ChatError.SecondFactorAlreadyOn => Conflict("Two-factor authentication is enabled already"),
        ChatError.ContactNotFound => NotFound("Contact not found"),
        ChatError.AlreadyAContact => Conflict("User is already a contact or was asked to become one"),
        ChatError.NotPending => Conflict("This contact request was answered already"),
        ChatError.NotYoursToAnswer => Forbidden("Only the user who was asked can answer a contact request"),
        ChatError.NotBlocked => NotFound("User is not blocked"),
        ChatError.FileNotFound => NotFound("File not found"),
        ChatError.FileRefused => Invalid("The file is not of a kind that is accepted"),
        ChatError.NotificationNotFound => NotFound("Notification not found"),
        ChatError.MeetingNotFound => NotFound("Meeting not found"),
        ChatError.DeviceNotFound => NotFound("Device not found"),
        ChatError.AnsweredElsewhere => Conflict("The call was answered on another device"),
        ChatError.InACall => Conflict("You are in another call"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static (int Status, SocialError Body) Word(HttpRefusal refusal) => refusal switch
    {
        HttpRefusal.Malformed => Invalid("The request is malformed"),
        HttpRefusal.NoSuchRoute => NotFound("Route not found"),
        HttpRefusal.MethodNotAllowed => (405, new SocialError("Method not allowed", "METHOD_NOT_ALLOWED")),
        HttpRefusal.BodyTooLarge => (413, new SocialError("The request body is too large", "PAYLOAD_TOO_LARGE")),
        HttpRefusal.UnsupportedMediaType => (415, new SocialError("The request body must be application/json", "UNSUPPORTED_MEDIA_TYPE")),
        HttpRefusal.RangeNotSatisfiable => (416, new SocialError("The range is not satisfiable", "RANGE_NOT_SATISFIABLE")),
        HttpRefusal.TooManyRequests => TooMany("Too many requests, please try again later."),
        HttpRefusal.NotConfigured => Unavailable("This server is not configured for it"),
        HttpRefusal.Internal => (500, new SocialError("Internal server error", "INTERNAL_SERVER_ERROR")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static (int Status, SocialError Body) Invalid(string message) => (400, new SocialError(message, "VALIDATION_ERROR"));

    private static (int Status, SocialError Body) Unauthorized(string message) => (401, new SocialError(message, "UNAUTHORIZED"));

    private static (int Status, SocialError Body) Forbidden(string message) => (403, new SocialError(message, "FORBIDDEN"));

    private static (int Status, SocialError Body) NotFound(string message) => (404, new SocialError(message, "NOT_FOUND"));

    private static (int Status, SocialError Body) Conflict(string message) => (409, new SocialError(message, "CONFLICT"));

    private static (int Status, SocialError Body) TooMany(string message) => (429, new SocialError(message, "RATE_LIMIT_EXCEEDED"));

    private static (int Status, SocialError Body) Unavailable(string message) => (503, new SocialError(message, "SERVICE_UNAVAILABLE"));
}
