using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Conversations;

/// <summary>Which members are on which front: what one call to each front reaches.</summary>
internal sealed class Audience
{
    private readonly Dictionary<Guid, ImmutableArray<FrontAddress>> _frontsOf = [];
    private readonly Dictionary<FrontAddress, HashSet<Guid>> _usersOn = [];
    private readonly Dictionary<FrontAddress, ImmutableArray<Guid>> _lists = [];

    /// <summary>The fronts with a member on them.</summary>
    public IReadOnlyCollection<FrontAddress> Fronts => _usersOn.Keys;

    /// <summary>The members on a front; the same array until one comes or goes.</summary>
    public ImmutableArray<Guid> On(FrontAddress front)
    {
        if (!_lists.TryGetValue(front, out var list))
            _lists[front] = list = [.. _usersOn[front]];
        return list;
    }

    /// <summary>The fronts that a member is on.</summary>
    public ImmutableArray<FrontAddress> FrontsOf(Guid userId) => _frontsOf.GetValueOrDefault(userId, []);

    /// <summary>Whether a member is on a front.</summary>
    public bool IsOn(FrontAddress front, Guid userId) => _usersOn[front].Contains(userId);

    /// <summary>A member is on exactly these fronts now.</summary>
    public void Set(Guid userId, ImmutableArray<FrontAddress> fronts)
    {
        Remove(userId);
        if (fronts.IsEmpty)
            return;
        _frontsOf[userId] = fronts;
        foreach (var front in fronts)
        {
            if (!_usersOn.Remove(front, out var users))
                users = [];

            // Put back under the address as it is now: a front that restarted its ears keeps its id.
            _usersOn[front] = users;
            users.Add(userId);
            _lists.Remove(front);
        }
    }

    /// <summary>A member is gone, or on no front any more.</summary>
    public void Remove(Guid userId)
    {
        if (!_frontsOf.Remove(userId, out var fronts))
            return;
        foreach (var front in fronts)
        {
            var users = _usersOn[front];
            users.Remove(userId);
            _lists.Remove(front);
            if (users.Count == 0)
                _usersOn.Remove(front);
        }
    }
}
