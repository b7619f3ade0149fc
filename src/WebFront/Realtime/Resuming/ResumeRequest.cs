using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Realtime.Resuming;

/// <summary>Asks for what a returning client missed (docs/resume.md). Contracts read it by their own naming of properties.</summary>
internal sealed record ResumeRequest(ImmutableArray<ResumeRequestConversation?>? Conversations)
{
    /// <summary>Conversations that one request may name.</summary>
    public const int Most = 200;

    /// <summary>What is asked for, checked.</summary>
    public ImmutableArray<AskedConversation> Checked(IResumeWords words)
    {
        if (Conversations is not { Length: > 0 and <= Most } conversations)
            throw new ChatException("conversations", $"must name 1 to {Most} conversations.");
        return [.. conversations.Select((conversation, index) => Checked(conversation, $"conversations[{index}]", words))];
    }

    private static AskedConversation Checked(ResumeRequestConversation? asked, string field, IResumeWords words)
    {
        if (asked is null)
            throw new ChatException(field, "must be an object.");
        if (asked.ConversationId is null == asked.MessageId is null)
            throw new ChatException(field, $"exactly one of {words.ConversationId} and {words.MessageId} must be given.");
        return new AskedConversation(
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
internal sealed record ResumeRequestConversation(string? ConversationId, string? MessageId, long? Epoch, long? Sequence, long? Change);

/// <summary>One conversation of a request: named by <paramref name="ConversationId"/> or by <paramref name="MessageId"/>, as the client spelled it.</summary>
internal sealed record AskedConversation(string? ConversationId, string? MessageId, ResumePoint Point);
