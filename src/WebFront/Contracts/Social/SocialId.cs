using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>Social spells ids as UUIDs. A malformed id is answered as an unknown one.</summary>
internal static class SocialId
{
    /// <summary>A user's id.</summary>
    public static Guid User(string id) => Parse(id, ChatError.UserNotFound);

    /// <summary>A group's id.</summary>
    public static Guid Group(string id) => Parse(id, ChatError.GroupNotFound);

    /// <summary>The id of a member to be removed.</summary>
    public static Guid Member(string id) => Parse(id, ChatError.MemberNotFound);

    /// <summary>A message's id.</summary>
    public static Guid Message(string id) => Parse(id, ChatError.MessageNotFound);

    /// <summary>A conversation's id.</summary>
    public static Guid Conversation(string id) => Parse(id, ChatError.ConversationNotFound);

    /// <summary>A call's id.</summary>
    public static Guid Call(string id) => Parse(id, ChatError.CallNotFound);

    private static Guid Parse(string id, ChatError unknown) => Guid.TryParseExact(id, "D", out var parsed) ? parsed : throw new ChatException(unknown);
}
