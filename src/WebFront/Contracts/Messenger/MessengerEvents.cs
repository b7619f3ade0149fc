using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Contracts.Messenger.Keys;
using OrleansChat.WebFront.Contracts.Messenger.Messages;
using OrleansChat.WebFront.Contracts.Messenger.Presence;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>What Messenger publishes (messenger.md, 8): a list of areas, each of which words its own events.</summary>
internal sealed class MessengerEvents : IContractEvents
{
    /// <inheritdoc/>
    public RealtimeEvent? Encode(ChatEvent chatEvent)
        => MessengerMessageEvents.Encode(chatEvent)
            ?? MessengerPresenceEvents.Encode(chatEvent)
            ?? MessengerKeyEvents.Encode(chatEvent);

    /// <inheritdoc/>
    public RealtimeEvent Error(Exception refusal) => Error(MessengerErrors.Word(Refusal.Of(refusal)).Error, request: null);

    /// <summary>To a connection whose token was accepted, when it is there; again to one that sends another good one.</summary>
    public static RealtimeEvent Authenticated(IRealtimeConnection connection) => Of("auth_success", MessengerIdentity.Of(connection));

    /// <summary>A refusal, and what was asked if that is known.</summary>
    public static RealtimeEvent Error(MessengerError error, string? request) => Of("error", new MessengerErrorNotice(error.Code, error.Message, error.Details, request));

    /// <summary>An event as Messenger spells it.</summary>
    public static RealtimeEvent Of<T>(string name, T payload, bool transient = false) => RealtimeEvent.Of(name, payload, MessengerJson.Options, transient);
}

/// <summary>Who a connection is.</summary>
internal sealed record MessengerIdentity(string UserId, string ConnectionId)
{
    /// <summary>Who it is.</summary>
    public static MessengerIdentity Of(IRealtimeConnection connection)
        => new(MessengerId.OfUser(connection.User.UserId), MessengerId.OfConnection(connection.Id));
}
