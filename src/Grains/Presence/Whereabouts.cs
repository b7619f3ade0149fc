using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Presence;

/// <summary>On which fronts a user is, and whether that makes them online.</summary>
internal sealed class Whereabouts
{
    /// <summary>The fronts that hold a connection of the user.</summary>
    public ImmutableArray<FrontAddress> Fronts { get; private set; } = [];

    /// <summary>Whether the user counts as online; without a front that ends when <see cref="TryGoOffline"/> is asked.</summary>
    public bool IsOnline { get; private set; }

    /// <summary>A front holds a connection; true when that is news.</summary>
    public bool Arrive(FrontAddress front)
    {
        IsOnline = true;
        var known = Fronts.IndexOf(front);
        if (known >= 0 && Fronts[known].Ears.SequenceEqual(front.Ears))
            return false;
        Fronts = known >= 0 ? Fronts.SetItem(known, front) : Fronts.Add(front);
        return true;
    }

    /// <summary>The user was online, wherever that was.</summary>
    public void Assume() => IsOnline = true;

    /// <summary>A front holds none any more; answers it when that is news.</summary>
    public FrontAddress? Leave(Guid frontId)
    {
        var left = Fronts.FirstOrDefault(front => front.Id == frontId);
        if (left is not null)
            Fronts = Fronts.Remove(left);
        return left;
    }

    /// <summary>The grace is over; true when the user went offline with it.</summary>
    public bool TryGoOffline()
    {
        if (!IsOnline || !Fronts.IsEmpty)
            return false;
        IsOnline = false;
        return true;
    }
}
