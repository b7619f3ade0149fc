using System.Runtime.InteropServices;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>What each user has in flight, so that nobody alone fills the front while something hangs. Holds who is in, and nobody else.</summary>
internal sealed class UserShares(int share)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, int> _taken = [];

    /// <summary>Takes one of a user's share; false when all of it is in flight.</summary>
    public bool TryTake(Guid user)
    {
        lock (_lock)
        {
            ref var taken = ref CollectionsMarshal.GetValueRefOrAddDefault(_taken, user, out _);
            if (taken >= share)
                return false;
            taken++;
            return true;
        }
    }

    /// <summary>Gives one back.</summary>
    public void Return(Guid user)
    {
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_taken, user) == 0)
                _taken.Remove(user);
        }
    }
}
