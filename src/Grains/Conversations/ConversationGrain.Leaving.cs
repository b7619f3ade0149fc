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

    /// <summary>How long it waits for the store to say what is stored.</summary>
    private static readonly TimeSpan ReadBack = TimeSpan.FromSeconds(4);

    /// <summary>How long it waits for fronts and presence: neither the next activation nor a silo that is drained waits for those that hang.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    private async Task SayGoodbyeAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Goodbye, time);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _publisher.StopAsync(hurry.Token).WaitAsync(hurry.Token);
        }
        catch (OperationCanceledException late)
        {
            NotHeardOut(log, Id, late);
        }
    }

    private async Task PublishUnheardAsync(Opened open, CancellationToken cancellationToken)
    {
        PublishStored(open);
        using var limit = new CancellationTokenSource(ReadBack, time);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (head, change) = (open.Posts.Stored, open.Change);
            var posts = await reader.RangeAsync(Id, head + 1, head + ResumeGap, hurry.Token);
            if (posts.Count == ResumeGap)
            {
                _publisher.MissAll(); // Too many to tell: a client that missed that many starts over anyway.
                return;
            }

            var unseen = await HiddenAsync(open, head + 1, head + ResumeGap, hurry.Token);
            Publish([.. posts.Where(message => message.DeletedAt is null).Select(message => new Outgoing(
                new MessagePosted(message.ToNewMessage(open.State)), UnseenBy(unseen, message), open.Posts.ConnectionOf(message)))]);
            await PublishChangesAsync(open, change, head + posts.Count, hurry.Token);
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
            var unseen = changed.Count == 0 ? [] : await HiddenAsync(
                open, changed.Min(message => message.Sequence), changed.Max(message => message.Sequence), cancellationToken);
            foreach (var message in changed)
            {
                after = message.Change;
                if (message.DeletedAt is not null)
                    Publish(new Outgoing(new MessageDeleted(message.ToMessage(open.State), message.Change), UnseenBy(unseen, message)));
                else if (message.EditedAt is not null)
                    Publish(new Outgoing(new MessageEdited(message.ToMessage(open.State), message.Change), UnseenBy(unseen, message)));
            }
        }
        while (changed.Count == ChangesPage);
    }

    private static Guid? UnseenBy(Dictionary<long, Guid> unseen, StoredMessage message) =>
        unseen.TryGetValue(message.Sequence, out var userId) ? userId : null;

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Conversation {ConversationId} could not read what it stored; its members have to resume")]
    private static partial void NotReadBack(ILogger log, Guid conversationId, Exception failure);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Conversation {ConversationId} ends before all fronts have heard it out")]
    private static partial void NotHeardOut(ILogger log, Guid conversationId, Exception late);
}
