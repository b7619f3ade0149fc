namespace OrleansChat.WebFront.Http.Admission;

/// <summary>Places for what is dear: so many in all, and of one user. Who finds none does not wait.</summary>
internal sealed class PlacesPerUser(int all, int perUser)
{
    private readonly UserShares _shares = new(perUser);
    private int _taken;

    /// <summary>How many are taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Takes a place until the result is disposed of, once; null when there is none.</summary>
    public IDisposable? TryTake(Guid user)
    {
        if (!_shares.TryTake(user))
            return null;
        if (Interlocked.Increment(ref _taken) <= all)
            return new Place(this, user);
        Return(user);
        return null;
    }

    private void Return(Guid user)
    {
        Interlocked.Decrement(ref _taken);
        _shares.Return(user);
    }

    private sealed class Place(PlacesPerUser places, Guid user) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                places.Return(user);
        }
    }
}
