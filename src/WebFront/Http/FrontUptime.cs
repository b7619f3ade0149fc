namespace OrleansChat.WebFront.Http;

/// <summary>How long this front has been up.</summary>
internal sealed class FrontUptime(TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Time since it started.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_started);
}
