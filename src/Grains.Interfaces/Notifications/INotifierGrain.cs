using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Notifications;

/// <summary>Takes what users are to be notified of. A stateless worker, key 0.</summary>
[Alias("notifier-grain")]
public interface INotifierGrain : IGrainWithIntegerKey
{
    /// <summary>Stores the notifications, queues what is to be pushed, and tells the users' connections; all or nothing is stored.</summary>
    [Alias("notify")]
    Task NotifyAsync(ImmutableArray<Notice> notices);
}
