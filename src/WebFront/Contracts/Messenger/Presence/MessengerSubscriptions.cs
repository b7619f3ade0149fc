using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Presence;

/// <summary>Whose presence one connection wants to be told, at most <see cref="PresenceLimits.Subscriptions"/>. Thread-safe.</summary>
internal sealed class MessengerSubscriptions
{
    private readonly Lock _gate = new();

    /// <summary>By user: whether the answer to the subscription is on its way, and no event has come before it.</summary>
    private readonly Dictionary<Guid, bool> _awaited = [];

    /// <summary>Subscribes: events from now on come before the answer, or after it, and are never older than it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.LimitReached"/>: and nothing is subscribed to.</exception>
    public void Add(IReadOnlyCollection<Guid> users)
    {
        lock (_gate)
        {
            if (_awaited.Count + users.Count(user => !_awaited.ContainsKey(user)) > PresenceLimits.Subscriptions)
                throw new ChatException(ChatError.LimitReached);
            foreach (var user in users)
                _awaited[user] = true;
        }
    }

    /// <summary>Answers a subscription, unless an event did meanwhile.</summary>
    public void Answer(IRealtimeConnection connection, Guid user, RealtimeEvent presence)
    {
        lock (_gate)
        {
            if (!_awaited.TryGetValue(user, out var awaited) || !awaited)
                return;
            _awaited[user] = false;

            // Under the lock: an event that comes at this moment goes behind it.
            connection.Send(presence);
        }
    }

    /// <summary>Ends subscriptions, those that there are.</summary>
    public void Remove(IEnumerable<Guid> users)
    {
        lock (_gate)
        {
            foreach (var user in users)
                _awaited.Remove(user);
        }
    }

    /// <summary>Whether an event about the user is wanted.</summary>
    public bool Want(Guid user)
    {
        lock (_gate)
        {
            if (!_awaited.ContainsKey(user))
                return false;
            _awaited[user] = false;
            return true;
        }
    }
}
