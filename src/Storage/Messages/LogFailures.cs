namespace OrleansChat.Storage.Messages;

/// <summary>Why a log's write can be refused.</summary>
internal static class LogFailures
{
    public static LogFailedException Overtaken(Exception? cause = null) =>
        new("Another activation has written to this conversation, or the message was stored before.", cause);

    public static LogFailedException Deleted() => new("The conversation is deleted.");

    public static LogFailedException NoSuchMessage(long sequence) => new($"There is no message {sequence}, or it is deleted.");
}
