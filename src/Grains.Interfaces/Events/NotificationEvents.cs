using Orleans;
using OrleansChat.Grains.Interfaces.Notifications;

namespace OrleansChat.Grains.Interfaces.Events;

/// <summary>To the user's connections: a notification was made, or moved up.</summary>
[GenerateSerializer, Immutable, Alias("notification-added")]
public sealed record NotificationAdded([property: Id(0)] Notification Notification) : ChatEvent;
