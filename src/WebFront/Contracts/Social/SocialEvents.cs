using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Contracts.Social.Calls;
using OrleansChat.WebFront.Contracts.Social.Messages;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>What Social publishes (social.md, WebSocket Events).</summary>
internal sealed class SocialEvents(JitsiRooms rooms) : IContractEvents
{
    /// <inheritdoc/>
    public RealtimeEvent? Encode(ChatEvent chatEvent) => chatEvent switch
    {
        MessagePosted posted => RealtimeEvent.OfEncoded("message:received", SocialMessageJson.Encode(posted.Message, MessageStatus.Delivered)),
        MessageEdited edited => Event("message:edit", SocialMessage.From(edited.Message)),
        MessageDeleted deleted => Event("message:delete", new SocialMessageDeletion(deleted.Message.Id)),
        TypingChanged typing => Transient(
            typing.Typing ? "typing:start" : "typing:stop", new SocialTyping(typing.UserId, typing.GroupId, typing.ReceiverId)),
        CallInitiated call => Event("call:initiate", rooms.Open(new CallTicket(call.Call, call.Account), SocialCall.From)),
        CallRinging call => Event("call:ringing", new SocialRinging(SocialRingingCall.From(call.Call), call.Call.InitiatorId)),
        CallAnswered call => Event("call:answer", rooms.Open(new CallTicket(call.Call, call.Account), SocialCall.From)),
        CallParticipantJoined joined => Event("call:participant:join", new SocialCallUser(joined.CallId, joined.UserId)),
        CallParticipantLeft left => Event("call:participant:leave", new SocialCallUser(left.CallId, left.UserId)),
        CallRejected rejected => Event("call:reject", new SocialCallUser(rejected.CallId, rejected.UserId)),
        CallEnded ended => Event("call:end", new SocialCallEnd(ended.CallId)),
        PresenceChanged presence => Transient(presence.Online ? "user:online" : "user:offline", new SocialUserReference(presence.UserId)),
        _ => null,
    };

    /// <inheritdoc/>
    public RealtimeEvent Error(Exception refusal) => Error(SocialErrors.Word(Refusal.Of(refusal)).Body);

    /// <summary>To the connection that sent a direct message, beside the acknowledgement: the same message, as JSON.</summary>
    public static RealtimeEvent MessageSent(ReadOnlyMemory<byte> message) => RealtimeEvent.OfEncoded("message:sent", message);

    /// <summary>A refusal of something that asked for no acknowledgement.</summary>
    public static RealtimeEvent Error(SocialError error) => Event("error", new SocialErrorNotice(error.Message, error.Code));

    private static RealtimeEvent Event<T>(string name, T payload) => RealtimeEvent.Of(name, payload, SocialJson.Options);

    private static RealtimeEvent Transient<T>(string name, T payload) => RealtimeEvent.Of(name, payload, SocialJson.Options, transient: true);
}

/// <summary>A message was deleted.</summary>
internal sealed record SocialMessageDeletion(Guid MessageId);

/// <summary>Someone types, in a group or to a user.</summary>
internal sealed record SocialTyping(Guid UserId, Guid? GroupId, Guid? ReceiverId);

/// <summary>A call rings.</summary>
internal sealed record SocialRinging(SocialRingingCall Call, Guid InitiatorId);

/// <summary>A user, in a call.</summary>
internal sealed record SocialCallUser(Guid CallId, Guid UserId);

/// <summary>A call is over.</summary>
internal sealed record SocialCallEnd(Guid CallId);

/// <summary>A user.</summary>
internal sealed record SocialUserReference(Guid UserId);

/// <summary>What went wrong.</summary>
internal sealed record SocialErrorNotice(string Message, string Code);
