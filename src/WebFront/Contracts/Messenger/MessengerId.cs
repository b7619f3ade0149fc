using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>Messenger spells ids as a prefix that says of what, and 32 hexadecimal digits. A malformed id is answered as an unknown one.</summary>
internal static class MessengerId
{
    /// <summary>How users' ids begin.</summary>
    public const string UserPrefix = "usr_";

    /// <summary>How conversations' ids begin.</summary>
    public const string ConversationPrefix = "conv_";

    /// <summary>How messages' ids begin.</summary>
    public const string MessagePrefix = "msg_";

    /// <summary>How calls' ids begin.</summary>
    public const string CallPrefix = "call_";

    /// <summary>How files' ids begin.</summary>
    public const string FilePrefix = "file_";

    /// <summary>How contacts' ids begin.</summary>
    public const string ContactPrefix = "cnt_";

    /// <summary>How notifications' ids begin.</summary>
    public const string NotificationPrefix = "notif_";

    /// <summary>How meetings' ids begin.</summary>
    public const string MeetingPrefix = "meet_";

    /// <summary>How connections' ids begin.</summary>
    public const string ConnectionPrefix = "conn_";

    /// <summary>How requests' ids begin.</summary>
    public const string RequestPrefix = "req_";

    /// <summary>An id as this contract spells it.</summary>
    public static string Of(string prefix, Guid id) => string.Create(prefix.Length + 32, (prefix, id), static (text, parts) =>
    {
        parts.prefix.CopyTo(text);
        parts.id.TryFormat(text[parts.prefix.Length..], out _, "N");
    });

    /// <summary>A user's id.</summary>
    public static string OfUser(Guid id) => Of(UserPrefix, id);

    /// <summary>A conversation's id.</summary>
    public static string OfConversation(Guid id) => Of(ConversationPrefix, id);

    /// <summary>A message's id.</summary>
    public static string OfMessage(Guid id) => Of(MessagePrefix, id);

    /// <summary>A call's id.</summary>
    public static string OfCall(Guid id) => Of(CallPrefix, id);

    /// <summary>A file's id.</summary>
    public static string OfFile(Guid id) => Of(FilePrefix, id);

    /// <summary>A contact's id.</summary>
    public static string OfContact(Guid id) => Of(ContactPrefix, id);

    /// <summary>A connection's id.</summary>
    public static string OfConnection(Guid id) => Of(ConnectionPrefix, id);

    /// <summary>A request's id; that of a caller who chose it as this contract spells them stays what it is.</summary>
    public static string OfRequest(string id) => id.StartsWith(RequestPrefix, StringComparison.Ordinal) ? id : RequestPrefix + id;

    /// <summary>The user that an id names.</summary>
    public static Guid User(string? id) => Parse(UserPrefix, id, ChatError.UserNotFound);

    /// <summary>The conversation that an id names.</summary>
    public static Guid Conversation(string? id) => Parse(ConversationPrefix, id, ChatError.ConversationNotFound);

    /// <summary>The message that an id names.</summary>
    public static Guid Message(string? id) => Parse(MessagePrefix, id, ChatError.MessageNotFound);

    /// <summary>The call that an id names.</summary>
    public static Guid Call(string? id) => Parse(CallPrefix, id, ChatError.CallNotFound);

    /// <summary>The file that an id names.</summary>
    public static Guid File(string? id) => Parse(FilePrefix, id, ChatError.FileNotFound);

    /// <summary>The contact that an id names.</summary>
    public static Guid Contact(string? id) => Parse(ContactPrefix, id, ChatError.ContactNotFound);

    /// <summary>What an id names that has to begin with a prefix.</summary>
    public static Guid? Read(string prefix, string? id)
        => id is not null && id.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(prefix.Length), "N", out var read) ? read : null;

    private static Guid Parse(string prefix, string? id, ChatError unknown) => Read(prefix, id) ?? throw new ChatException(unknown);
}
