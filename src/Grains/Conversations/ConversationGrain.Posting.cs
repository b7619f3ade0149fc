using System.Runtime.InteropServices;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Sending: check, give the next place, store, answer; published in order as it becomes durable.</summary>
internal sealed partial class ConversationGrain
{
    private readonly SendOrder _sendOrder = new();

    /// <summary>What is told at once; empty between two commits.</summary>
    private readonly List<Outgoing> _telling = [];

    /// <summary>For so long after a message was stored its sender may be without an answer and repeat it.</summary>
    private static readonly TimeSpan Unanswered = TimeSpan.FromMinutes(1);
    private SendArrivals _arrivals = null!;
    private ExistingAccounts _accounts = null!;
    private Task<bool>? _creating;

    /// <inheritdoc/>
    public Task<Message> PostAsync(NewMessage message)
    {
        try
        {
            return message is not { Number: > 0, Connection: { } connection } || _arrivals.TryTake(connection, message.Number, message.After)
                ? Post(message)
                : PostInTurnAsync(connection, message);
        }
        catch (Exception refusal)
        {
            Count(refusal);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task TypeAsync(Guid typist, bool typing, Guid? peer, Guid? connection)
    {
        ThrowIfFailed();
        if (peer is not { } receiver)
        {
            ConversationAccess.RequireGroupMember(State, typist);
            Publish(new Outgoing(new TypingChanged(typist, Id, null, typing), typist, connection));
            return;
        }

        await RequirePeerAsync(typist, receiver);
        if (State?.HasBlocks ?? await HasBlocksAsync(typist, receiver))
            return;
        var change = new TypingChanged(typist, null, receiver, typing);
        if (State is null)
            await GrainFactory.GetGrain<IPresenceGrain>(receiver).TellAsync(change); // Nobody has written yet.
        else
            Publish(new Outgoing(change, typist, connection));
    }

    /// <inheritdoc/>
    public async Task TypeHereAsync(Guid typist, bool typing, Guid? connection)
    {
        ConversationAccess.RequireMember(State, typist, ChatError.ConversationNotFound);
        await TypeAsync(typist, typing, State.PeerOf(typist), connection);
    }

    /// <inheritdoc/>
    public async Task<ConversationInfo> OpenDirectAsync(Guid user, Guid peer)
    {
        ThrowIfFailed();
        var isNew = await EnsureDirectAsync(user, peer);
        return (State ?? throw new ChatException(ChatError.ConversationNotFound)).ToInfo(isNew);
    }

    /// <inheritdoc/>
    public Task SenderDeletedAsync(Guid userId)
    {
        _accounts.Forget(userId);
        _reads.BeginGeneration();
        _open?.Recent.MarkSenderDeleted(userId);
        return Task.CompletedTask;
    }

    private Task<Message> Post(NewMessage message)
    {
        ThrowIfFailed();
        MessageRules.Check(message);

        // Nearly always there is nobody to ask first: then nothing is awaited but the commit.
        return !_sendOrder.IsEntering(message.SenderId) && MayAppendNow(message)
            ? Append(message, FingerprintOf(message))
            : CheckAndPostAsync(message);
    }

    /// <summary>Posts what has overtaken something on its way here after that.</summary>
    private async Task<Message> PostInTurnAsync(Guid connection, NewMessage message)
    {
        await _arrivals.TakeAsync(connection, message.Number, message.After);
        Task<Message> answer;
        try
        {
            answer = Post(message);
        }
        catch (Exception refusal)
        {
            Count(refusal);
            throw;
        }

        return await answer;
    }

    /// <summary>Whether all that <see cref="CheckAndAppendAsync"/> would ask is known, and its answer is yes.</summary>
    private bool MayAppendNow(NewMessage message)
    {
        if (_open is not { } open || message.ParentId is not null)
            return false;
        if (message.OperationId is { } operationId && open.Sends.MayBeOlder(message.SenderId, operationId)
            && open.Sends.Find(message.SenderId, operationId) is null)
            return false;
        return PeerOf(message) is not { } peer
            || (open.State.IsDirectOf(message.SenderId, peer) && _accounts.Knows(peer) && _accounts.Knows(message.SenderId));
    }

    private async Task<Message> CheckAndPostAsync(NewMessage message)
    {
        Task<Message> answer;
        try
        {
            answer = await _sendOrder.EnterAsync(message.SenderId, () => CheckAndAppendAsync(message));
        }
        catch (Exception refusal)
        {
            Count(refusal);
            throw;
        }

        return await answer;
    }

    /// <summary>Authorizes a message and queues its append, or finds its earlier self; the inner task is the answer.</summary>
    private async Task<Task<Message>> CheckAndAppendAsync(NewMessage message)
    {
        ThrowIfFailed();
        RequireMembership(message);
        if (PeerOf(message) is { } peer)
            await EnsureDirectAsync(message.SenderId, peer);

        var fingerprint = FingerprintOf(message);
        var open = _open ?? throw new ChatException(ChatError.ConversationNotFound);
        if (await FindSendAsync(open, message) is { } earlier)
            return AnswerAgainAsync(open, earlier, message, fingerprint);
        if (message.ParentId is { } parent)
            await CheckParentAsync(open, message.SenderId, parent);
        return Append(message, fingerprint);
    }

    /// <summary>The other one of a direct conversation; null in a group.</summary>
    private Guid? PeerOf(NewMessage message) => message.ById ? State?.PeerOf(message.SenderId) : message.PeerId;

    /// <summary>For what is not addressed to a peer, whose conversation is as good as there.</summary>
    private void RequireMembership(NewMessage message)
    {
        if (message.ById)
            ConversationAccess.RequireMember(State, message.SenderId, ChatError.ConversationNotFound);
        else if (message.PeerId is null)
            ConversationAccess.RequireGroupMember(State, message.SenderId);
    }

    private static long? FingerprintOf(NewMessage message) => message.OperationId is null ? null : MessageRules.FingerprintOf(message);

    /// <summary>From the last check to the queued append nothing is awaited: the places are given without a gap.</summary>
    private Task<Message> Append(NewMessage message, long? fingerprint)
    {
        ThrowIfFailed();
        RequireMembership(message);
        var open = _open ?? throw new ChatException(ChatError.ConversationNotFound);
        if (message.OperationId is { } again && open.Sends.Find(message.SenderId, again) is { } earlier)
            return AnswerAgainAsync(open, earlier, message, fingerprint);

        var now = time.Stamp();
        var stored = new StoredMessage(
            Guid.CreateVersion7(now), Id, open.Log.Head + 1, message.SenderId, (int)message.Type, message.Content,
            message.Metadata, message.ParentId, now, message.OperationId, fingerprint)
        { Encrypted = message.Encrypted, HiddenFor = open.State.BlockerOf(message.SenderId) };
        if (stored.HiddenFor is { } blocker)
            open.State.NoteHiding(blocker); // Before it is stored: whoever reads meanwhile asks the store.
        var post = new Post(stored, message.Connection, open.Log.AppendAsync(stored));
        open.Posts.Enqueue(post);
        if (fingerprint is not { } body)
            return CompleteAsync(open, post, null);

        var send = new Send(body, stored.Sequence);
        var answer = CompleteAsync(open, post, send);
        send.InFlight = post.Append.IsCompleted ? null : answer;
        open.Sends.Add(message.SenderId, message.OperationId!, send);
        return answer;
    }

    private async Task<Message> CompleteAsync(Opened open, Post post, Send? send)
    {
        try
        {
            await post.Append;
        }
        catch (LogFailedException failure)
        {
            sends.Refused(ChatError.Unavailable);
            throw Fail(failure);
        }

        if (send is not null)
            send.InFlight = null;
        PublishStored(open);
        sends.Accepted();
        return post.ToMessage(open.State);
    }

    private void Count(Exception refusal)
    {
        if (refusal is ChatException refused)
            sends.Refused(refused.Error);
        else if (refusal is StoreUnavailableException)
            sends.Refused(ChatError.Unavailable);
    }

    /// <summary>Publishes what has become durable, in order: whoever comes first after a commit does it for all that were in it.</summary>
    private void PublishStored(Opened open)
    {
        while (open.Posts.TakeStored() is { } post)
        {
            open.Recent.Put(post.Stored);
            _telling.Add(new Outgoing(new MessagePosted(post.ToMessage(open.State)), post.Stored.HiddenFor, post.Connection));
        }

        if (_telling.Count == 0)
            return;
        _reads.BeginGeneration();
        Publish(CollectionsMarshal.AsSpan(_telling));
        _telling.Clear();
    }

    /// <summary>Makes sure that the direct conversation of the two exists; true for whoever is the one to make it.</summary>
    private async Task<bool> EnsureDirectAsync(Guid sender, Guid peer)
    {
        await RequirePeerAsync(sender, peer);
        await RequireAccountAsync(sender);
        if (_open is not null)
            return false;
        var isFirst = _creating is null;
        _creating ??= CreateDirectAsync(sender, peer);
        try
        {
            return await _creating && isFirst;
        }
        finally
        {
            _creating = null;
        }
    }

    /// <summary>True when it was not there yet.</summary>
    private async Task<bool> CreateDirectAsync(Guid one, Guid other)
    {
        var created = ConversationState.NewDirect(Id, one, other, time.Stamp());
        var isNew = true;
        try
        {
            await store.CreateAsync(created);
        }
        catch (StoreConflictException)
        {
            // Another activation was first.
            created = await store.LoadAsync(Id) ?? throw new ChatException(ChatError.ConversationNotFound);
            isNew = false;
        }
        catch (Exception failure)
        {
            throw Fail(failure);
        }

        await OpenAsync(created);
        return isNew;
    }

    /// <summary>A direct conversation is that of its two users, whatever id a caller names; the other one has to exist.</summary>
    private async Task RequirePeerAsync(Guid user, Guid peer)
    {
        if (user == peer)
            throw new ChatException("receiverId", "Must be another user.");
        if (State?.IsDirectOf(user, peer) != true && ConversationId.Direct(user, peer) != Id)
            throw new ChatException(ChatError.ConversationNotFound);
        await RequireAccountAsync(peer);
    }

    private async Task RequireAccountAsync(Guid userId)
    {
        if (!_accounts.Knows(userId) && !await _accounts.AskAsync(userId, isStored: _open is not null))
            throw new ChatException(ChatError.UserNotFound);
    }

    /// <summary>Who may not read the parent learns no more of it than of one that is not there.</summary>
    private async Task CheckParentAsync(Opened open, Guid sender, Guid parentId)
    {
        var place = await reader.LocateAsync(parentId) ?? throw new ChatException(ChatError.MessageNotFound);
        if (place.ConversationId != Id)
        {
            await GrainFactory.GetGrain<IConversationGrain>(place.ConversationId).GetAsync(sender, place.Sequence);
            throw new ChatException("parentId", "Must be a message of the same conversation.");
        }

        await RequireVisibleAsync(open, sender, place.Sequence);
        if (await FindAsync(open, place.Sequence) is not { DeletedAt: null })
            throw new ChatException(ChatError.MessageNotFound);
    }

    private async Task<Send?> FindSendAsync(Opened open, NewMessage message)
    {
        if (message.OperationId is not { } operationId)
            return null;
        if (open.Sends.Find(message.SenderId, operationId) is { } recent)
            return recent;
        return open.Sends.MayBeOlder(message.SenderId, operationId) && await reader.FindOperationAsync(Id, message.SenderId, operationId) is { } old
            ? new Send(old.Fingerprint, old.Sequence)
            : null;
    }

    /// <summary>
    /// A send that is repeated was not answered: whoever stored it, not long ago and before this activation, may have died before it told
    /// anyone. The members are told once that they missed something.
    /// </summary>
    private void DoubtInherited(Opened open, StoredMessage stored)
    {
        if (open.ToldInherited || stored.Sequence > open.Inherited || stored.CreatedAt < time.GetUtcNow() - Unanswered)
            return;
        open.ToldInherited = true;
        Watch();
        _publisher.MissAll();
    }

    private async Task<Message> AnswerAgainAsync(Opened open, Send earlier, NewMessage message, long? fingerprint)
    {
        try
        {
            if (earlier.Fingerprint != fingerprint && !message.AnyBody)
                throw new ChatException(ChatError.OperationMismatch);
            var answer = await FindAgainAsync(open, earlier);
            sends.Accepted();
            return answer with { Repeated = true };
        }
        catch (Exception refusal)
        {
            Count(refusal);
            throw;
        }
    }

    private async Task<Message> FindAgainAsync(Opened open, Send earlier)
    {
        if (earlier.InFlight is { } inFlight)
            return await inFlight;
        var stored = await FindAsync(open, earlier.Sequence) ?? throw new ChatException(ChatError.MessageNotFound);
        DoubtInherited(open, stored);
        return stored.ToMessage(open.State);
    }
}
