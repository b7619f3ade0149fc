namespace OrleansChat.Storage.Search;

/// <summary>
/// How much of the time the indexer works while messages come: little, and the more the longer it has not caught up, until it rests no more.
/// So messages hardly wait for it, and however long they keep coming, they are found within <see cref="LongestLag"/>, unless more of them
/// come than the database can index at all. When none come it does not rest.
/// </summary>
internal sealed class IndexPace(TimeProvider clock)
{
    /// <summary>About how long a message waits for the index at most, while messages never cease to come.</summary>
    public static readonly TimeSpan LongestLag = TimeSpan.FromMinutes(2);

    /// <summary>When it has just caught up, it rests this many times as long as it worked: a twentieth of the time is its.</summary>
    private const int MostRests = 19;

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private long _caughtUp = clock.GetTimestamp();

    /// <summary>How long to rest after a step that took <paramref name="work"/>. <paramref name="busy"/>: messages came meanwhile.</summary>
    public TimeSpan RestAfter(TimeSpan work, bool more, bool busy)
    {
        if (!more)
            _caughtUp = clock.GetTimestamp();
        if (!busy)
            return TimeSpan.Zero;
        var left = 1 - Math.Min(1, clock.GetElapsedTime(_caughtUp) / LongestLag);
        var rest = MostRests * left * work;
        return rest < LongestRest ? rest : LongestRest;
    }
}
