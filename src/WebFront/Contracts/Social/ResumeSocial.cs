using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>Asks for what a returning client missed (docs/resume.md).</summary>
internal sealed record ResumeSocial(ImmutableArray<ResumeSocialConversation?>? Conversations)
{
    /// <summary>Conversations that one request may name.</summary>
    public const int Most = 200;

    /// <summary>The points, checked.</summary>
    public ImmutableArray<SocialResumePoint> Checked()
    {
        if (Conversations is not { Length: > 0 and <= Most } conversations)
            throw new ChatException("conversations", $"must name 1 to {Most} conversations.");
        return [.. conversations.Select((conversation, index) => Checked(conversation, $"conversations[{index}]"))];
    }

    private static SocialResumePoint Checked(ResumeSocialConversation? asked, string field)
    {
        if (asked is null)
            throw new ChatException(field, "must be an object.");
        if (asked.ConversationId is null == asked.MessageId is null)
            throw new ChatException(field, "exactly one of conversationId and messageId must be given.");
        return new SocialResumePoint(
            asked.ConversationId,
            asked.MessageId,
            new ResumePoint(
                Position(asked.Epoch, $"{field}.epoch"),
                Position(asked.Sequence, $"{field}.sequence"),
                Position(asked.Change, $"{field}.change")));
    }

    private static long Position(long? position, string field)
        => position is null or >= 0 ? position ?? 0 : throw new ChatException(field, "must not be negative.");
}

/// <summary>The last position that the client saw: the three numbers, or the id of the last message alone.</summary>
internal sealed record ResumeSocialConversation(string? ConversationId, string? MessageId, long? Epoch, long? Sequence, long? Change);

/// <summary>One conversation of a request: named by <paramref name="ConversationId"/> or by <paramref name="MessageId"/>, as the client spelled it.</summary>
internal sealed record SocialResumePoint(string? ConversationId, string? MessageId, ResumePoint Point);
