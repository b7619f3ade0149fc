namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Tells presence of everyone on this front again, one pass at a time: as a routine at leisure, or at once when the cluster has
/// forgotten. An urgent pass takes the place of one that runs, which may have told what is forgotten already.
/// </summary>
internal sealed class Announcements(ConnectionRegistry registry, CancellationToken stopped) : IDisposable
{
    private CancellationTokenSource _pass = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins a pass unless one runs.</summary>
    public void TryBegin(TimeSpan pause)
    {
        if (_running.IsCompleted)
            Begin(pause);
    }

    /// <summary>Ends the pass that runs, if any, and begins another.</summary>
    public async Task BeginAsync(TimeSpan pause)
    {
        await _pass.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Begin(pause);
    }

    /// <summary>Ends the pass that runs.</summary>
    public void Dispose()
    {
        _pass.Cancel();
        _pass.Dispose();
    }

    private void Begin(TimeSpan pause)
    {
        _pass.Dispose();
        _pass = CancellationTokenSource.CreateLinkedTokenSource(stopped);
        _running = registry.AnnounceAgainAsync(pause, _pass.Token);
    }
}
