using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http;

/// <summary>What HTTP itself refuses, before or beside the cluster.</summary>
internal enum HttpRefusal
{
    /// <summary>The request breaks HTTP.</summary>
    Malformed,

    /// <summary>No such route.</summary>
    NoSuchRoute,

    /// <summary>The route does not take this method.</summary>
    MethodNotAllowed,

    /// <summary>The body is longer than allowed.</summary>
    BodyTooLarge,

    /// <summary>The body is not JSON by its content type.</summary>
    UnsupportedMediaType,

    /// <summary>The range that is asked for is not in the file.</summary>
    RangeNotSatisfiable,

    /// <summary>A rate limit is exceeded.</summary>
    TooManyRequests,

    /// <summary>This server cannot do it for want of a setting; <see cref="Refusal.Field"/> names it.</summary>
    NotConfigured,

    /// <summary>A bug; what went wrong is logged, never told.</summary>
    Internal,
}

/// <summary>Why a request or command is not carried out: one of <see cref="Cluster"/> or <see cref="Http"/>.</summary>
/// <param name="Cluster">What the cluster (or a rule on a value) refuses.</param>
/// <param name="Field">For <see cref="ChatError.Invalid"/>: the field, the first of several. For <see cref="HttpRefusal.NotConfigured"/>: the setting.</param>
/// <param name="Rule">For <see cref="ChatError.Invalid"/>: the rule it breaks.</param>
/// <param name="Http">What HTTP refuses.</param>
internal sealed record Refusal(ChatError? Cluster, string? Field, string? Rule, HttpRefusal? Http)
{
    private readonly IReadOnlyList<FieldError>? _fields;

    /// <summary>For <see cref="ChatError.Invalid"/>: all fields that are to blame, in the order in which they were looked at.</summary>
    public IReadOnlyList<FieldError> Fields
    {
        get => _fields ?? (Cluster is ChatError.Invalid && Field is not null ? [new(Field, Rule!)] : []);
        init => _fields = value;
    }

    /// <summary>HTTP's own refusal.</summary>
    public static Refusal By(HttpRefusal refusal) => new(null, null, null, refusal);

    /// <summary>The cluster's refusal.</summary>
    public static Refusal By(ChatError error) => new(error, null, null, null);

    /// <summary>What this server cannot do without a setting, <c>Section:Key</c>.</summary>
    public static Refusal NotConfigured(string setting) => new(null, setting, null, HttpRefusal.NotConfigured);

    /// <summary>What an exception means to the caller. Whatever nobody refused on purpose is a bug.</summary>
    public static Refusal Of(Exception exception) => exception switch
    {
        ChatException { Error: ChatError.Invalid } invalid => new Refusal(ChatError.Invalid, invalid.Field, invalid.Message, null),
        ChatException refused => By(refused.Error),
        InvalidFieldsException several => new Refusal(ChatError.Invalid, several.Fields[0].Field, several.Fields[0].Rule, null) { Fields = several.Fields },
        NotConfiguredException missing => NotConfigured(missing.Setting),
        TimeoutException or OrleansException => By(ChatError.Unavailable),
        // Callers who hung up are none of these: this process, or its client of the cluster, is stopping.
        OperationCanceledException or ObjectDisposedException => By(ChatError.Unavailable),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => By(HttpRefusal.BodyTooLarge),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => By(HttpRefusal.UnsupportedMediaType),
        BadHttpRequestException => By(HttpRefusal.Malformed),
        _ => By(HttpRefusal.Internal),
    };
}
