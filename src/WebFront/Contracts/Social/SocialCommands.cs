using System.Collections.Frozen;
using Orleans;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Social.Calls;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Grains;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>What Social's clients may ask over a realtime connection (social.md, WebSocket Events). The same rules as over REST.</summary>
internal sealed partial class SocialCommands(
    IGrainFactory grains, JitsiRooms rooms, ResumeReader resume, SocialResume resumeWords, TimeProvider time, ILogger<SocialCommands> logger) : IContractCommands
{
    /// <inheritdoc/>
    public IReadOnlySet<string> Names { get; } = new[]
    {
        "message:send", "message:edit", "message:delete", "typing:start", "typing:stop",
        "call:initiate", "call:answer", "call:reject", "call:end", "call:participant:leave", "resume",
    }.ToFrozenSet();

    /// <inheritdoc/>
    public Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            // On every message's way: read without the serializer, and without a task of its own.
            return name == "message:send"
                ? AnswerSendAsync(connection, BeginSending(connection, SocialJson.ReadPost(payload)))
                : AnswerAsync(connection, name, Begin(connection, name, payload));
        }
#pragma warning disable CA1031 // A command's refusals become replies, bugs included.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromResult(Refused(connection, name, exception));
        }
    }

    /// <inheritdoc/>
    public CommandReply Refuse(Refusal refusal) => SocialReply.Refused(SocialErrors.Word(refusal).Body);

    /// <inheritdoc/>
    public bool IsTransient(string name) => name is "typing:start" or "typing:stop";

    private async Task<CommandReply> AnswerSendAsync(IRealtimeConnection connection, Task<Message> sending)
    {
        try
        {
            return Sent(connection, await sending);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Refused(connection, "message:send", exception);
        }
    }

    private async Task<CommandReply> AnswerAsync(IRealtimeConnection connection, string name, Task<CommandReply> running)
    {
        try
        {
            return await running;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Refused(connection, name, exception);
        }
    }

    private CommandReply Refused(IRealtimeConnection connection, string name, Exception exception)
    {
        var refusal = Refusal.Of(exception);
        if (refusal.Http is HttpRefusal.Internal)
            LogBug(name, connection.Id, exception);
        return Refuse(refusal);
    }

    private Task<CommandReply> Begin(IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload) => name switch
    {
        "message:edit" => EditMessage(connection, SocialJson.Read<EditSocialMessageById>(payload)),
        "message:delete" => DeleteMessage(connection, SocialJson.Read<SocialMessageReference>(payload)),
        "typing:start" => Type(connection, SocialJson.Read<SocialTypist>(payload), typing: true),
        "typing:stop" => Type(connection, SocialJson.Read<SocialTypist>(payload), typing: false),
        "call:initiate" => InitiateCall(connection, SocialJson.Read<InitiateSocialCall>(payload)),
        "call:answer" => AnswerCall(connection, SocialJson.Read<SocialCallReference>(payload)),
        "call:reject" => RejectCall(connection, SocialJson.Read<SocialCallReference>(payload)),
        "call:end" => EndCall(connection, SocialJson.Read<SocialCallReference>(payload)),
        "call:participant:leave" => LeaveCall(connection, SocialJson.Read<SocialCallReference>(payload)),
        "resume" => Resume(connection, SocialJson.Read<ResumeRequest>(payload)),
        _ => throw new ChatException("event", "is unknown."),
    };

    private Task<Message> BeginSending(IRealtimeConnection connection, PostSocialMessage request)
    {
        var operation = Rules.OperationId("clientMessageId", request.ClientMessageId);
        var (conversation, message) = request.By(connection.User.UserId, operation, connection.Id);
        return connection.Order.BeginAsync(
            static send => send.Conversation.PostInPlaceAsync(send.Id, send.Message, send.Places),
            (Conversation: grains.Conversation(conversation), Id: conversation, Message: message, Places: connection.Order.Sends));
    }

    /// <summary>What the sender is told: SENT, whatever became of the message since (a repeated send is answered the same).</summary>
    private static CommandReply Sent(IRealtimeConnection connection, Message message)
    {
        var reply = SocialReply.OfEncoded(SocialMessageJson.Encode(message, MessageStatus.Sent));
        if (!message.InGroup)
            connection.Send(SocialEvents.MessageSent(reply.Data));
        return reply;
    }

    private async Task<CommandReply> EditMessage(IRealtimeConnection connection, EditSocialMessageById request)
    {
        var content = new EditSocialMessage(request.Content).Checked();
        var id = Rules.Required("messageId", request.MessageId);
        return await connection.Order.WholeAsync(async () =>
        {
            var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
            return SocialReply.Of(SocialMessage.From(await conversation.EditAsync(connection.User.UserId, sequence, content)));
        });
    }

    private async Task<CommandReply> DeleteMessage(IRealtimeConnection connection, SocialMessageReference request)
    {
        var id = Rules.Required("messageId", request.MessageId);
        return await connection.Order.WholeAsync(async () =>
        {
            var (conversation, sequence) = await grains.LocateAsync(SocialId.Message(id));
            await conversation.DeleteAsync(connection.User.UserId, sequence);
            return SocialReply.Of(new SocialMessageDeletion(SocialId.Message(id)));
        });
    }

    private async Task<CommandReply> Type(IRealtimeConnection connection, SocialTypist request, bool typing)
    {
        var (conversation, peer) = request.Address(connection.User.UserId);
        await grains.Conversation(conversation).TypeAsync(connection.User.UserId, typing, peer, connection.Id);
        return SocialReply.Done;
    }

    private async Task<CommandReply> InitiateCall(IRealtimeConnection connection, InitiateSocialCall request)
    {
        var call = request.By(connection.User.UserId);
        var ticket = await grains.Call(Guid.CreateVersion7(time.GetUtcNow())).InitiateAsync(call);
        return SocialReply.Of(rooms.Open(ticket, SocialCall.From));
    }

    private async Task<CommandReply> AnswerCall(IRealtimeConnection connection, SocialCallReference request)
        => SocialReply.Of(rooms.Open(await request.In(grains).JoinAsync(connection.User.UserId), SocialCall.From));

    private async Task<CommandReply> RejectCall(IRealtimeConnection connection, SocialCallReference request)
    {
        var call = await request.In(grains).RejectAsync(connection.User.UserId);
        return SocialReply.Of(new SocialRejectedCall(call.Id, CallStatus.Rejected));
    }

    private async Task<CommandReply> EndCall(IRealtimeConnection connection, SocialCallReference request)
        => SocialReply.Of(SocialEndedCall.From(await request.In(grains).EndAsync(connection.User.UserId)));

    private async Task<CommandReply> LeaveCall(IRealtimeConnection connection, SocialCallReference request)
    {
        await request.In(grains).LeaveAsync(connection.User.UserId);
        return SocialReply.Done;
    }

    private async Task<CommandReply> Resume(IRealtimeConnection connection, ResumeRequest request)
        => SocialReply.OfEncoded(await resume.AnswerAsync(connection.User.UserId, request, resumeWords));

    [LoggerMessage(LogLevel.Error, "{Command} of connection {ConnectionId} failed")]
    private partial void LogBug(string command, Guid connectionId, Exception exception);
}

/// <summary>Asks to change a message's content.</summary>
internal sealed record EditSocialMessageById(string? MessageId, string? Content);

/// <summary>Names a message.</summary>
internal sealed record SocialMessageReference(string? MessageId);

/// <summary>Names a call.</summary>
internal sealed record SocialCallReference(string? CallId)
{
    /// <summary>The call.</summary>
    public ICallGrain In(IGrainFactory grains) => grains.Call(SocialId.Call(Rules.Required("callId", CallId)));
}

/// <summary>Says where the caller types: in the group when there is one, as in the document's own example, which names a receiver beside it.</summary>
internal sealed record SocialTypist(string? GroupId, string? ReceiverId)
{
    /// <summary>The conversation, checked.</summary>
    public (Guid ConversationId, Guid? Peer) Address(Guid typist)
    {
        if (GroupId is not null)
            return (SocialId.Group(GroupId), null);
        if (ReceiverId is null)
            throw new ChatException("receiverId", "receiverId or groupId must be given.");
        var receiver = SocialId.User(ReceiverId);
        return receiver == typist
            ? throw new ChatException("receiverId", "must not be the sender.")
            : (ConversationId.Direct(typist, receiver), receiver);
    }
}
