using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Messages;

/// <summary>A write of one conversation's log. When it fails, so do all later ones of that log.</summary>
internal abstract class LogWrite(ConversationLog log) : QueuedWrite
{
    public ConversationLog Log { get; } = log;

    public Guid ConversationId => Log.ConversationId;

    public override int Size => 128;

    public override void Refuse(Exception cause)
    {
        var failure = cause as LogFailedException ?? new LogFailedException("The write was not stored, or it cannot be known: open the log anew.", cause);
        Log.Fail(failure);
        base.Refuse(failure);
    }
}

/// <summary>A new message.</summary>
internal sealed class AppendWrite(ConversationLog log, StoredMessage message) : LogWrite(log)
{
    public StoredMessage Message { get; } = message;

    public override string SpanName => "append";

    public override int Size => 256 + (2 * Message.Content.Length) + (2 * (Message.Metadata?.Length ?? 0));
}

/// <summary>A write that moves the conversation's change counter to <paramref name="change"/>, from the one before.</summary>
internal abstract class ChangeWrite(ConversationLog log, long sequence, long change) : LogWrite(log)
{
    public long Sequence { get; } = sequence;

    public long Change { get; } = change;
}

/// <summary>New content.</summary>
internal sealed class EditWrite(ConversationLog log, long sequence, long change, string content, bool encrypted, DateTimeOffset at)
    : ChangeWrite(log, sequence, change)
{
    public string Content { get; } = content;

    public bool Encrypted { get; } = encrypted;

    public DateTimeOffset At { get; } = at;

    public override int Size => 256 + (2 * Content.Length);
}

/// <summary>The wipe of a message.</summary>
internal sealed class DeleteWrite(ConversationLog log, long sequence, long change, DateTimeOffset at) : ChangeWrite(log, sequence, change)
{
    public DateTimeOffset At { get; } = at;
}

/// <summary>A new reaction.</summary>
internal sealed class AddReactionWrite(ConversationLog log, long sequence, long change, Guid userId, string emoji, DateTimeOffset at)
    : ChangeWrite(log, sequence, change)
{
    public Guid UserId { get; } = userId;

    public string Emoji { get; } = emoji;

    public DateTimeOffset At { get; } = at;
}

/// <summary>A reaction taken back.</summary>
internal sealed class RemoveReactionWrite(ConversationLog log, long sequence, long change, Guid userId, string emoji)
    : ChangeWrite(log, sequence, change)
{
    public Guid UserId { get; } = userId;

    public string Emoji { get; } = emoji;
}

/// <summary>A member's horizons.</summary>
internal sealed class HorizonWrite(ConversationLog log, Guid userId, long delivered, long seen) : LogWrite(log)
{
    public Guid UserId { get; } = userId;

    public long Delivered { get; } = delivered;

    public long Seen { get; } = seen;
}
