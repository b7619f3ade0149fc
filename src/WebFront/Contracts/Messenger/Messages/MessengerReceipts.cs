using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.WebFront.Contracts.Messenger.Messages;

/// <summary>Who has a message and who has seen it, from how far each member has come.</summary>
internal static class MessengerReceipts
{
    /// <summary>Names the members who were there when the message was sent; where there are too many of them, only whether all have it.</summary>
    public static MessengerDelivery Of(Message message, ImmutableArray<MemberHorizon> horizons) => MessengerDelivery.Of(message.Status) with
    {
        DeliveredTo = Those(message, horizons, horizon => horizon.Delivered),
        ReadBy = Those(message, horizons, horizon => horizon.Seen),
    };

    private static ImmutableArray<Guid> Those(Message message, ImmutableArray<MemberHorizon> horizons, Func<MemberHorizon, long> upTo)
        => [.. horizons.Where(horizon => horizon.UserId != message.SenderId && horizon.JoinedAt <= message.CreatedAt && upTo(horizon) >= message.Sequence)
            .Select(horizon => horizon.UserId)];
}
