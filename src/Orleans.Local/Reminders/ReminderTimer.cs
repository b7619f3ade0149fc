namespace Orleans.Local;

/// <summary>
/// Wakes one reminder at its first time and every period after that. Times are counted from the first one, so they do not
/// drift, and those that pass while a call runs are left out.
/// </summary>
internal sealed class ReminderTimer : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ReminderService _service;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private DateTime _next;
    private volatile bool _isDisposed;

    public ReminderTimer(ReminderService service, ReminderEntry entry, TimeProvider time)
    {
        _service = service;
        _time = time;
        Entry = entry;
        var now = Now;
        _next = entry.StartAt >= now ? entry.StartAt : FollowingTime(now);
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state => _ = ((ReminderTimer)state!).FireAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Arm();
    }

    public ReminderEntry Entry { get; }

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    public void Dispose()
    {
        _isDisposed = true;
        _timer.Dispose();
    }

    private void Arm()
    {
        if (_isDisposed) return;
        var wait = _next - Now;
        _timer.Change(
            wait > LongestWait ? LongestWait : wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private async Task FireAsync()
    {
        if (_isDisposed) return;
        if (Now >= _next)
        {
            await _service.DeliverAsync(Entry);
            _next = FollowingTime(Now);
        }

        Arm();
    }

    private DateTime FollowingTime(DateTime now)
    {
        if (Entry.Period <= TimeSpan.Zero) return DateTime.MaxValue;
        var passed = Math.Max(0, (now - Entry.StartAt).Ticks / Entry.Period.Ticks);
        return Entry.StartAt + (Entry.Period * (passed + 1));
    }
}
