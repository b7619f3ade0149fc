using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>
/// What an activation does before it ends after a failed write: messages and changes may be stored all the same, its own or
/// those of another activation that should not have been. Nobody else will tell the members of them.
/// </summary>
internal sealed partial class ConversationGrain
{
    /// <summary>Changes read at once.</summary>
    private const int ChangesPage = 500;

    private async Task PublishUnheardAsync(Opened open, CancellationToken cancellationToken)
    {
        PublishStored(open);
        try
        {
            var (head, change) = (open.Posts.Stored, open.Change);
            var posts = await reader.RangeAsync(Id, head + 1, head + ResumeGap, cancellationToken);
            if (posts.Count == ResumeGap)
            {
                _publisher.MissAll(); // Too many to tell: a client that missed that many starts over anyway.
                return;
            }

            Publish([.. posts.Where(message => message.DeletedAt is null).Select(message => new Outgoing(
                new MessagePosted(message.ToNewMessage(open.State)), null, open.Posts.ConnectionOf(message)))]);
            await PublishChangesAsync(open, change, head + posts.Count, cancellationToken);
        }
        catch (Exception failure)
        {
            NotReadBack(log, Id, failure);
            _publisher.MissAll();
        }
    }

    private async Task PublishChangesAsync(Opened open, long after, long head, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredMessage> changed;
        do
        {
            changed = await reader.ChangedAsync(Id, after, head, ChangesPage, cancellationToken);
            foreach (var message in changed)
            {
                after = message.Change;
                if (message.DeletedAt is not null)
                    Publish(new Outgoing(new MessageDeleted(message.ToMessage(open.State), message.Change)));
                else if (message.EditedAt is not null)
                    Publish(new Outgoing(new MessageEdited(message.ToMessage(open.State), message.Change)));
            }
        }
        while (changed.Count == ChangesPage);
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Conversation {ConversationId} could not read what it stored; its members have to resume")]
    private static partial void NotReadBack(ILogger log, Guid conversationId, Exception failure);
}
