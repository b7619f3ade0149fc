using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>On which fronts a user is, and whether that makes them online.</summary>
internal sealed class Whereabouts
{
    private readonly HashSet<Guid> _missed = [];

    /// <summary>The fronts that hold a connection of the user.</summary>
    public ImmutableArray<FrontAddress> Fronts { get; private set; } = [];

    /// <summary>Whether the user counts as online; without a front that ends when <see cref="TryGoOffline"/> is asked.</summary>
    public bool IsOnline { get; private set; }

    /// <summary>A front holds a connection; true when that is news.</summary>
    public bool Arrive(FrontAddress front)
    {
        IsOnline = true;
        _missed.Remove(front.Id);
        var known = Fronts.IndexOf(front);
        if (known >= 0 && Fronts[known].Ears.SequenceEqual(front.Ears))
            return false;
        Fronts = known >= 0 ? Fronts.SetItem(known, front) : Fronts.Add(front);
        return true;
    }

    /// <summary>A front holds none any more; true when that is news.</summary>
    public bool Leave(Guid frontId)
    {
        _missed.Remove(frontId);
        var before = Fronts;
        Fronts = before.RemoveAll(front => front.Id == frontId);
        return Fronts.Length != before.Length;
    }

    /// <summary>The grace is over; true when the user went offline with it.</summary>
    public bool TryGoOffline()
    {
        if (!IsOnline || !Fronts.IsEmpty)
            return false;
        IsOnline = false;
        return true;
    }

    /// <summary>
    /// Drops fronts that two checks in a row did not find alive; one is not enough, for the directory forgets
    /// everyone for a moment when it moves. True when one was dropped.
    /// </summary>
    public bool DropLost(ImmutableArray<FrontAddress> alive)
    {
        var missing = Fronts.Where(front => !alive.Contains(front)).Select(front => front.Id).ToHashSet();
        var lost = missing.Where(_missed.Contains).ToHashSet();
        _missed.Clear();
        _missed.UnionWith(missing.Except(lost));
        Fronts = Fronts.RemoveAll(front => lost.Contains(front.Id));
        return lost.Count > 0;
    }
}
