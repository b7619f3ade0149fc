using Microsoft.Extensions.Logging;

namespace OrleansChat.Grains.Presence;

/// <summary>What presence logs.</summary>
internal static partial class PresenceLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not tell conversation {ConversationId} where user {UserId} is")]
    public static partial void NotTold(ILogger log, Guid conversationId, Guid userId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Could not remember when user {UserId} was last seen")]
    public static partial void NotRemembered(ILogger log, Guid userId, Exception failure);
}
