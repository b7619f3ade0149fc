namespace OrleansChat.Grains.Outbox;

/// <summary>When what could not be sent is tried again: after 5 s, 10 s, 20 s and so on up to an hour, twelve times in all.</summary>
internal static class OutboxRetries
{
    private const int Attempts = 12;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The time of the next attempt after so many; null when it was the last.</summary>
    public static DateTimeOffset? Next(int attempts, DateTimeOffset now)
    {
        if (attempts >= Attempts)
            return null;
        var pause = First * Math.Pow(2, attempts - 1);
        return now + (pause < Longest ? pause : Longest);
    }
}
