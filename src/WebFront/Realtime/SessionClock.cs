namespace OrleansChat.WebFront.Realtime;

/// <summary>The one clock of all sessions of a transport: an idle connection owns no timer.</summary>
internal sealed partial class SessionClock : IDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;

    /// <param name="options">The times that have to be kept.</param>
    /// <param name="time">The time.</param>
    public SessionClock(RealtimeOptions options, TimeProvider time)
    {
        _time = time;
        _timer = new PeriodicTimer(TickInterval(options), time);
    }

    /// <summary>The time on this clock after a time span from now.</summary>
    public long In(TimeSpan time) => _time.GetTimestamp() + (long)(time.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Ticks until the clock is disposed. The other sessions' time goes on whatever goes wrong with one.</summary>
    /// <param name="sessions">The sessions at each tick.</param>
    /// <param name="tick">Does what is due with one of them at that time.</param>
    /// <param name="logger">Told of one that failed.</param>
    public async Task RunAsync<TSession>(IEnumerable<TSession> sessions, Action<TSession, long> tick, ILogger logger)
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var now = _time.GetTimestamp();
            foreach (var session in sessions)
            {
                try
                {
                    tick(session, now);
                }
#pragma warning disable CA1031 // As above.
                catch (Exception failure)
#pragma warning restore CA1031
                {
                    LogTickFailed(logger, failure);
                }
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Often enough for the shortest of the times to be kept to a quarter, and at least every second.</summary>
    private static TimeSpan TickInterval(RealtimeOptions options)
    {
        TimeSpan[] times = [options.PingInterval / 4, options.PingTimeout / 4, options.ConnectTimeout / 4, LongestTick];
        return times.Min();
    }

    [LoggerMessage(LogLevel.Error, "A session's heartbeat failed")]
    private static partial void LogTickFailed(ILogger logger, Exception failure);
}
