using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>Who has a message and who has seen it, from how far each member has come.</summary>
internal static class MessengerReceipts
{
    /// <summary>Names the members who were there when the message was sent; where there are too many of them, only whether all have it.</summary>
    public static MessengerDelivery Of(Message message, ImmutableArray<MemberHorizon> horizons) => IsOnlySent(message) ? MessengerDelivery.Of(message.Status) : MessengerDelivery.Of(message.Status) with
    {
        DeliveredTo = Those(message, horizons, horizon => horizon.Delivered),
        ReadBy = Those(message, horizons, horizon => horizon.Seen),
    };

    /// <summary>In a conversation of two the status says all; how far the other has come says nothing of a message that was never shown to them.</summary>
    private static bool IsOnlySent(Message message) => !message.InGroup && message.Status == MessageStatus.Sent;

    private static ImmutableArray<Guid> Those(Message message, ImmutableArray<MemberHorizon> horizons, Func<MemberHorizon, long> upTo)
        => [.. horizons.Where(horizon => horizon.UserId != message.SenderId && horizon.JoinedAt <= message.CreatedAt && upTo(horizon) >= message.Sequence)
            .Select(horizon => horizon.UserId)];
}
