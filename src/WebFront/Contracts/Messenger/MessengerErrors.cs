using System.Collections.Frozen;
using System.Text.Json;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>How Messenger words each refusal; the same words over REST and realtime.</summary>
internal sealed class MessengerErrors : IContractErrors
{
    /// <summary>What the cluster calls a field, where that is not only another spelling of what this contract calls it.</summary>
    private static readonly FrozenDictionary<string, string> Fields = new Dictionary<string, string>
    {
        ["avatar"] = "avatar_url",
        ["content"] = "content_encrypted",
        ["cover"] = "avatar_url",
        ["operationId"] = "temp_id",
        ["parentId"] = "reply_to_message_id",
        ["receiverId"] = "participant_id",
    }.ToFrozenDictionary();

    /// <inheritdoc/>
    public JsonSerializerOptions Json => MessengerJson.Options;

    /// <inheritdoc/>
    (int Status, object Body) IContractErrors.Word(Refusal refusal, RefusalContext context)
    {
        var (status, error) = Word(refusal);
        return (status, new MessengerErrorAnswer(false, error, MessengerId.OfRequest(context.RequestId), context.At));
    }

    /// <summary>Status and error of a refusal, without what belongs to a request.</summary>
    public static (int Status, MessengerError Error) Word(Refusal refusal) => refusal switch
    {
        { Cluster: ChatError.Invalid, Fields: { Count: > 0 } wrong } => Invalid("Invalid input parameters", [.. wrong.Select(field => (Own(field.Field), field.Rule))]),
        { Cluster: { } error } => Word(error),
        { Http: HttpRefusal.NotConfigured, Field: { } setting } => Unavailable($"This server is not configured for it: {setting}"),
        { Http: { } error } => Word(error),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static (int Status, MessengerError Error) Word(ChatError refusal) => refusal switch
    {
        ChatError.Invalid => Invalid("Invalid input parameters"),
        ChatError.Unauthenticated => Unauthenticated("Authentication required"),
        ChatError.InvalidCredentials => Unauthenticated("Invalid credentials"),
        ChatError.SessionEnded => Unauthenticated("Invalid or expired refresh token"),
        ChatError.UserNotFound => NotFound("User not found"),
        ChatError.ConversationNotFound => NotFound("Conversation not found"),
        ChatError.GroupNotFound => NotFound("Conversation not found"),
        ChatError.MessageNotFound => NotFound("Message not found"),
        ChatError.CallNotFound => NotFound("Call not found"),
        ChatError.MemberNotFound => NotFound("Participant not found"),
        ChatError.NotAMember => NotFound("Conversation not found"),
        ChatError.NotTheAuthor => Forbidden("You can only change your own messages"),
        ChatError.RoleTooLow => Forbidden("Your role in this conversation does not allow this"),
        ChatError.NotTheInitiator => Forbidden("Only the initiator can do this"),
        ChatError.NotYourAccount => Forbidden("You can only change your own account"),
        ChatError.EmailTaken => Taken("email"),
        ChatError.UsernameTaken => Taken("username"),
        ChatError.AlreadyAMember => Conflict("User is already a participant of this conversation"),
        ChatError.OperationMismatch => Conflict("This id was used before with another body", ("temp_id", "was used before with another body.")),
        ChatError.CallOver => Conflict("The call is over"),
        ChatError.LimitReached => Conflict("A limit on count is reached"),
        ChatError.Unavailable => Unavailable("Service temporarily unavailable, please try again"),
        ChatError.PhoneTaken => Taken("phone"),
        ChatError.Suspended => Forbidden("Your account is suspended"),
        ChatError.SecondFactorRequired => Unauthenticated("A code of your authenticator is required", ("code", "is required.")),
        ChatError.SecondFactorWrong => Unauthenticated("Invalid code", ("code", "is wrong or was used before.")),
        ChatError.TooManyAttempts => TooMany("Too many attempts, please try again later"),
        ChatError.VerificationInvalid => Invalid("Invalid input parameters", ("token", "is invalid, expired or was used before.")),
        ChatError.SecondFactorAlreadyOn => Conflict("2FA is enabled already"),
        ChatError.ContactNotFound => NotFound("Contact not found"),
        ChatError.AlreadyAContact => Conflict("User is already a contact or was asked to become one"),
        ChatError.NotPending => Conflict("This contact request was answered already"),
        ChatError.NotYoursToAnswer => Forbidden("Only the user who was asked can answer a contact request"),
        ChatError.NotBlocked => NotFound("User is not blocked"),
        ChatError.FileNotFound => NotFound("File not found"),
        ChatError.FileRefused => Invalid("Invalid input parameters", ("file", "is not of a kind that is accepted.")),
        ChatError.NotificationNotFound => NotFound("Notification not found"),
        ChatError.MeetingNotFound => NotFound("Meeting not found"),
        ChatError.DeviceNotFound => NotFound("Device not found"),
        ChatError.AnsweredElsewhere => Conflict("The call was answered on another device"),
        ChatError.InACall => Conflict("You are in another call"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    private static (int Status, MessengerError Error) Word(HttpRefusal refusal) => refusal switch
    {
        HttpRefusal.Malformed => Invalid("The request is malformed"),
        HttpRefusal.NoSuchRoute => NotFound("Route not found"),
        HttpRefusal.MethodNotAllowed => (405, new("METHOD_NOT_ALLOWED", "Method not allowed")),
        HttpRefusal.BodyTooLarge => (413, new("PAYLOAD_TOO_LARGE", "The request body is too large")),
        HttpRefusal.UnsupportedMediaType => (415, new("UNSUPPORTED_MEDIA_TYPE", "The request body is not of a content type that is accepted here")),
        HttpRefusal.RangeNotSatisfiable => (416, new("RANGE_NOT_SATISFIABLE", "The range is not satisfiable")),
        HttpRefusal.TooManyRequests => TooMany("Too many requests, please try again later"),
        HttpRefusal.NotConfigured => Unavailable("This server is not configured for it"),
        HttpRefusal.Internal => (500, new("INTERNAL_SERVER_ERROR", "Internal server error")),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal)),
    };

    /// <summary>What this contract calls a field; what is no single name (a path into the body, a header) is left as it is.</summary>
    private static string Own(string field)
        => Fields.TryGetValue(field, out var own) ? own
            : field.All(char.IsAsciiLetterOrDigit) ? JsonNamingPolicy.SnakeCaseLower.ConvertName(field)
            : field;

    private static (int Status, MessengerError Error) Invalid(string message, params IReadOnlyList<(string Field, string Rule)> fields)
        => (400, Error("VALIDATION_ERROR", message, fields));

    private static (int Status, MessengerError Error) Unauthenticated(string message, params IReadOnlyList<(string Field, string Rule)> fields)
        => (401, Error("AUTHENTICATION_FAILED", message, fields));

    private static (int Status, MessengerError Error) Forbidden(string message) => (403, new("AUTHORIZATION_FAILED", message));

    private static (int Status, MessengerError Error) NotFound(string message) => (404, new("NOT_FOUND", message));

    private static (int Status, MessengerError Error) Taken(string field) => Conflict("User already exists", (field, "is already taken."));

    private static (int Status, MessengerError Error) Conflict(string message, params IReadOnlyList<(string Field, string Rule)> fields)
        => (409, Error("CONFLICT", message, fields));

    private static (int Status, MessengerError Error) TooMany(string message) => (429, new("RATE_LIMIT_EXCEEDED", message));

    private static (int Status, MessengerError Error) Unavailable(string message) => (503, new("SERVICE_UNAVAILABLE", message));

    private static MessengerError Error(string code, string message, IReadOnlyList<(string Field, string Rule)> fields)
        => new(code, message, fields.Count == 0 ? null : fields.DistinctBy(field => field.Field).ToDictionary(field => field.Field, field => field.Rule));
}
