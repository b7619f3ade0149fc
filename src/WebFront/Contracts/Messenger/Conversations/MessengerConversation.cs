using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.WebFront.Contracts.Messenger.Conversations;

/// <summary>What a conversation is.</summary>
internal enum MessengerConversationType
{
    /// <summary>Of two users.</summary>
    Direct,

    /// <summary>A group.</summary>
    Group,
}

/// <summary>A page of the caller's conversations.</summary>
internal sealed record MessengerConversations(ImmutableArray<MessengerConversation> Conversations, long Total);

/// <summary>A conversation in the caller's list: the pinned ones first, then the one last written in.</summary>
internal sealed record MessengerConversation(
    string ConversationId,
    MessengerConversationType Type,
    string? Name,
    string? AvatarUrl,
    ImmutableArray<MessengerParticipant> Participants,
    MessengerLastMessage? LastMessage,
    int UnreadCount,
    bool IsPinned,
    bool IsMuted,
    DateTimeOffset UpdatedAt)
{
    /// <summary>As its member sees it; a direct conversation has the name and the picture of the other user.</summary>
    public static MessengerConversation From(ConversationEntry entry)
    {
        var shown = MessengerShown.As(entry.IsGroup, entry.Title, entry.Cover, entry.Others);
        return new(
            MessengerId.OfConversation(entry.Id),
            shown.Type,
            shown.Name,
            shown.AvatarUrl,
            [.. entry.Others.Select(MessengerParticipant.From)],
            entry.Last is { } last ? MessengerLastMessage.From(last) : null,
            entry.Unread,
            entry.Settings.IsPinned,
            entry.Settings.IsMuted,
            entry.ActiveAt);
    }
}

/// <summary>A conversation that was made, or found.</summary>
internal sealed record MessengerNewConversation(
    string ConversationId, MessengerConversationType Type, string? Name, ImmutableArray<MessengerParticipant> Participants, DateTimeOffset CreatedAt)
{
    /// <summary>As its maker sees it.</summary>
    public static MessengerNewConversation From(ConversationInfo info, ImmutableArray<UserSummary> others)
    {
        var shown = MessengerShown.As(info.IsGroup, info.Title, info.Cover, others);
        return new(MessengerId.OfConversation(info.Id), shown.Type, shown.Name, [.. others.Select(MessengerParticipant.From)], info.CreatedAt);
    }
}

/// <summary>Another member than the caller.</summary>
internal sealed record MessengerParticipant(string UserId, string Username, string? FullName)
{
    /// <summary>The user.</summary>
    public static MessengerParticipant From(UserSummary user) => new(MessengerId.OfUser(user.Id), user.Username, user.FullName);
}

/// <summary>The newest message of a conversation: text as it is, ciphertext as it is, and which of the two.</summary>
internal sealed record MessengerLastMessage(
    string MessageId, string SenderId, string Content, string MessageType, DateTimeOffset Timestamp, bool IsRead, string Encryption)
{
    /// <summary>The message.</summary>
    public static MessengerLastMessage From(LastMessage message) => new(
        MessengerId.OfMessage(message.Id),
        MessengerId.OfUser(message.SenderId),
        message.Content,
        Messages.MessengerMessageTypes.Of(message.Type),
        message.CreatedAt,
        message.IsRead,
        message.Encrypted ? "client" : "none");
}

/// <summary>What the caller set for themselves.</summary>
internal sealed record MessengerConversationSettings(string ConversationId, bool IsPinned, bool IsMuted, DateTimeOffset UpdatedAt)
{
    /// <summary>The settings of a conversation.</summary>
    public static MessengerConversationSettings From(Guid conversation, ConversationSettings settings, DateTimeOffset now)
        => new(MessengerId.OfConversation(conversation), settings.IsPinned, settings.IsMuted, now);
}

/// <summary>How a conversation is shown to one of its members.</summary>
internal readonly record struct MessengerShown(MessengerConversationType Type, string? Name, string? AvatarUrl)
{
    /// <summary>A group by its title, a direct conversation by the other user; null where there is none any more.</summary>
    public static MessengerShown As(bool isGroup, string? title, string? cover, ImmutableArray<UserSummary> others) => isGroup
        ? new(MessengerConversationType.Group, title, cover)
        : others is [var other, ..] ? new(MessengerConversationType.Direct, other.FullName ?? other.Username, other.Avatar)
        : new(MessengerConversationType.Direct, null, null);
}
