using System.Diagnostics.CodeAnalysis;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Conversations;

/// <summary>Who may come near a conversation, and what everyone else is told (docs/decisions/001-groups.md).</summary>
internal static class ConversationAccess
{
    /// <summary>For what a group's members may do: others learn no more than its type allows.</summary>
    public static void RequireGroupMember([NotNull] ConversationState? conversation, Guid userId)
    {
        RequireGroup(conversation, userId);
        if (!conversation.Has(userId))
            throw new ChatException(ChatError.NotAMember);
    }

    /// <summary>For what everyone may do who may know of the group.</summary>
    public static void RequireGroup([NotNull] ConversationState? conversation, Guid userId)
    {
        if (conversation is not { IsGroup: true } || (conversation.GroupType == GroupType.Secret && !conversation.Has(userId)))
            throw new ChatException(ChatError.GroupNotFound);
    }

    /// <summary>For what members only may even know of.</summary>
    public static void RequireMember([NotNull] ConversationState? conversation, Guid userId, ChatError otherwise)
    {
        if (conversation is null || !conversation.Has(userId))
            throw new ChatException(otherwise);
    }
}
