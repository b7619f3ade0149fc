using System.Collections.Immutable;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Conversations;

/// <summary>Which members are on which front: what one call to each front reaches.</summary>
internal sealed class Audience(Guid conversationId)
{
    private readonly Dictionary<Guid, ImmutableArray<FrontAddress>> _frontsOf = [];
    private readonly Dictionary<FrontAddress, HashSet<Guid>> _usersOn = [];
    private readonly Dictionary<FrontAddress, Crowd> _crowds = [];
    private (FrontAddress Front, Crowd Crowd)[]? _all;

    /// <summary>The fronts with a member on them.</summary>
    public IReadOnlyCollection<FrontAddress> Fronts => _usersOn.Keys;

    /// <summary>The fronts and the members on each; the same object until one comes or goes.</summary>
    public (FrontAddress Front, Crowd Crowd)[] All => _all ??= [.. _usersOn.Keys.Select(front => (front, On(front)))];

    /// <summary>The members on a front; the same object until one comes or goes.</summary>
    public Crowd On(FrontAddress front)
    {
        if (!_crowds.TryGetValue(front, out var crowd))
            _crowds[front] = crowd = new Crowd(conversationId, [.. _usersOn[front]]);
        return crowd;
    }

    /// <summary>The fronts that a member is on.</summary>
    public ImmutableArray<FrontAddress> FrontsOf(Guid userId) => _frontsOf.GetValueOrDefault(userId, []);

    /// <summary>A member is on exactly these fronts now.</summary>
    public void Set(Guid userId, ImmutableArray<FrontAddress> fronts)
    {
        if (FrontsOf(userId).SequenceEqual(fronts, SameEars.Instance))
            return;
        Remove(userId);
        if (fronts.IsEmpty)
            return;
        _all = null;
        _frontsOf[userId] = fronts;
        foreach (var front in fronts)
        {
            if (!_usersOn.Remove(front, out var users))
                users = [];

            // Put back under the address as it is now: a front that restarted its ears keeps its id.
            _usersOn[front] = users;
            users.Add(userId);
            _crowds.Remove(front);
        }
    }

    /// <summary>A member is gone, or on no front any more.</summary>
    public void Remove(Guid userId)
    {
        if (!_frontsOf.Remove(userId, out var fronts))
            return;
        _all = null;
        foreach (var front in fronts)
        {
            var users = _usersOn[front];
            users.Remove(userId);
            _crowds.Remove(front);
            if (users.Count == 0)
                _usersOn.Remove(front);
        }
    }

    /// <summary>Fronts are the same when they can be spoken to in the same way.</summary>
    private sealed class SameEars : IEqualityComparer<FrontAddress>
    {
        public static SameEars Instance { get; } = new();

        public bool Equals(FrontAddress? x, FrontAddress? y) => x is not null && x.Equals(y) && x.Ears.SequenceEqual(y.Ears);

        public int GetHashCode(FrontAddress front) => front.GetHashCode();
    }
}
