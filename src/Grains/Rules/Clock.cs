namespace OrleansChat.Grains.Rules;

/// <summary>The time as it is stored and published: in whole milliseconds, so that an answer and a later read agree.</summary>
internal static class Clock
{
    /// <summary>Now, in whole milliseconds.</summary>
    public static DateTimeOffset Stamp(this TimeProvider time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
