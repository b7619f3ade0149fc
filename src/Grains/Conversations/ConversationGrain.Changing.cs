using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Edits, deletions and reactions.</summary>
internal sealed partial class ConversationGrain
{
    /// <inheritdoc/>
    public Task<Message> EditAsync(Guid editor, long sequence, string content) =>
        EditContentAsync(new NewContent(editor, sequence, content, Encrypted: false));

    /// <inheritdoc/>
    public async Task<Message> EditContentAsync(NewContent content)
    {
        MessageRules.CheckContent(content.Content, content.Encrypted);
        var changed = await ChangeAsync(content.EditorId, content.Sequence, (open, message, stores) =>
        {
            RequireAuthor(message, content.EditorId);
            var now = time.Stamp();
            var write = stores ? open.Log.EditAsync(content.Sequence, content.Content, now, content.Encrypted) : null;
            return (write, message with { Content = content.Content, Encrypted = content.Encrypted, EditedAt = now, Change = open.Log.Change });
        });
        var result = changed.Message.ToMessage(changed.Conversation);
        if (changed.Written)
            Publish(new Outgoing(new MessageEdited(result, changed.Message.Change), changed.UnseenBy));
        return result;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(Guid author, long sequence)
    {
        var changed = await ChangeAsync(author, sequence, (open, message, _) =>
        {
            RequireAuthor(message, author);
            var now = time.Stamp();
            var write = open.Log.DeleteAsync(sequence, now);
            return (write, message with { Content = "", Metadata = null, DeletedAt = now, Reactions = [], Change = open.Log.Change });
        });
        Publish(new Outgoing(new MessageDeleted(changed.Message.ToMessage(changed.Conversation), changed.Message.Change), changed.UnseenBy));
    }

    /// <inheritdoc/>
    public async Task<Message> ReactAsync(Guid reader, long sequence, string emoji)
    {
        MessageRules.CheckEmoji(emoji);
        var changed = await ChangeAsync(reader, sequence, (open, message, stores) =>
        {
            var reaction = new StoredReaction(reader, emoji);
            if (message.Reactions.Contains(reaction))
                return (null, message);
            var emojis = message.Reactions.Select(other => other.Emoji).ToHashSet();
            if (emojis.Add(emoji) && emojis.Count > MessageLimits.EmojisPerMessage)
                throw new ChatException(ChatError.LimitReached);
            var write = stores ? open.Log.AddReactionAsync(sequence, reader, emoji, time.Stamp()) : null;
            return (write, message with { Reactions = [.. message.Reactions, reaction], Change = open.Log.Change });
        });
        return TellReaction(changed, reader, emoji, added: true);
    }

    /// <inheritdoc/>
    public async Task<Message> UnreactAsync(Guid reader, long sequence, string emoji)
    {
        var changed = await ChangeAsync(reader, sequence, (open, message, stores) =>
        {
            var reaction = new StoredReaction(reader, emoji);
            if (!message.Reactions.Contains(reaction))
                return (null, message);
            var write = stores ? open.Log.RemoveReactionAsync(sequence, reader, emoji) : null;
            return (write, message with { Reactions = [.. message.Reactions.Where(other => other != reaction)], Change = open.Log.Change });
        });
        return TellReaction(changed, reader, emoji, added: false);
    }

    private Message TellReaction(Changed changed, Guid reader, string emoji, bool added)
    {
        var message = changed.Message.ToMessage(changed.Conversation);
        if (changed.Written)
            Publish(new Outgoing(new ReactionChanged(message, reader, emoji, added, changed.Message.Change), changed.UnseenBy));
        return message;
    }

    private static void RequireAuthor(StoredMessage message, Guid user)
    {
        if (message.SenderId != user)
            throw new ChatException(ChatError.NotTheAuthor);
    }

    /// <summary>
    /// Changes a message that a member may see: <paramref name="change"/> decides on its latest version, queues the write
    /// (null for none) and says what it becomes. Answers when that is durable, and whether it wrote. Who is blocked by the only other one who could
    /// see the message changes nothing (<c>stores</c> is false), and is answered as if.
    /// </summary>
    private async Task<Changed> ChangeAsync(
        Guid user, long sequence, Func<Opened, StoredMessage, bool, (Task? Write, StoredMessage Next)> change)
    {
        ThrowIfFailed();
        var opened = RequireMessageReader(user, sequence);
        await RequireVisibleAsync(opened, user, sequence);
        var conversation = opened.State;
        var hiding = await HiddenFromPeerAsync(opened, user, sequence);
        StoredMessage? result = null;
        var written = false;
        await _changing.ChangeAsync(sequence, async changing =>
        {
            ThrowIfFailed();
            var open = RequireMessageReader(user, sequence);
            if (changing.Latest is not { DeletedAt: null } latest)
                throw new ChatException(ChatError.MessageNotFound);
            var (write, next) = change(open, latest, hiding is not null || open.State.BlockerOf(user) is null);
            result = hiding is { } hidden ? NeverShownTo(next, hidden.UserId, hidden.Since) : next;
            changing.Latest = write is null ? latest : next;
            changing.Write = write ?? changing.Write;
            await WrittenAsync(changing.Write);
            if (write is null)
                return;
            written = true;
            _reads.BeginGeneration();
            open.Recent.Put(next);
            open.Change = Math.Max(open.Change, next.Change);
        });
        return new Changed(conversation, result!, written, hiding?.UserId);
    }

    /// <summary>What became of a message, whether that was stored, and who of the members may not hear of it.</summary>
    private readonly record struct Changed(ConversationState Conversation, StoredMessage Message, bool Written, Guid? UnseenBy);
}
