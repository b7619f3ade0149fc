using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.Grains.Interfaces.Notifications;

/// <summary>A user's notifications and the devices that they are pushed to (messenger 7). Keyed by user id.</summary>
[Alias("notifications-grain")]
public interface INotificationsGrain : IGrainWithGuidKey
{
    /// <summary>The notifications, newest first.</summary>
    [Alias("list")]
    Task<NotificationPage> ListAsync(PageRequest page, bool unreadOnly);

    /// <summary>Marks one as read; one that is read already stays so.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.NotificationNotFound"/>.</exception>
    [Alias("read")]
    Task ReadAsync(Guid notificationId);

    /// <summary>Marks as read what is not yet, of this kind and topic.</summary>
    [Alias("read-topic")]
    Task ReadTopicAsync(NotificationKind kind, Guid topicId);

    /// <summary>Has a device pushed to.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>deviceId</c>, <c>token</c>).</exception>
    [Alias("put-token")]
    Task PutTokenAsync(PushToken token);

    /// <summary>A device is pushed to no more; one that is not known stays unknown.</summary>
    [Alias("remove-token")]
    Task RemoveTokenAsync(string deviceId);
}
