using OrleansChat.Load.Measuring;

namespace OrleansChat.Load.Scenarios;

/// <summary>
/// An open loop: messages are due at fixed times, whatever becomes of the ones before. Latency counts from the time a message was due, not
/// from when it was sent, so that a server that stalls is charged with every message that it keeps waiting (no coordinated omission).
/// </summary>
internal sealed class OpenScenario(RunContext run) : DirectMessages(run)
{
    private long _from = long.MaxValue;
    private long _to = long.MaxValue;

    /// <inheritdoc/>
    protected override Task<Usage> DriveAsync(CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => Drive(Run.Options.Count("rate"), cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    protected override bool IsMeasured(long time) => time >= _from && time < _to;

    /// <inheritdoc/>
    protected override void Next(int receiver, long now)
    {
        // The next message goes out when it is due.
    }

    private Usage Drive(int rate, CancellationToken cancellationToken)
    {
        var start = Clock.Now;
        var warmup = start + (long)Run.Options.Warmup.TotalMicroseconds;
        var end = warmup + (long)Run.Options.Duration.TotalMicroseconds;
        Snapshot? begun = null;
        for (long sent = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var now = Clock.Now;
            if (begun is null && now >= warmup)
            {
                begun = Run.Look();
                (_from, _to) = (warmup, end);
            }

            using (Run.Turns.Enter())
            {
                for (; Due(sent) is var due && due <= now && due < end; sent++)
                {
                    Send(UserOf(sent), due);
                    if (due >= warmup)
                        MaxLag = Math.Max(MaxLag, Clock.Now - due);
                }
            }

            if (Due(sent) >= end && now >= end)
                return new Usage(begun!, Run.Look());
            Pause.For(Math.Min(Due(sent), end) - Clock.Now);
        }

        long Due(long message) => start + (message * 1_000_000 / rate);
    }

    /// <summary>The pairs take turns, and in each pair both.</summary>
    private int UserOf(long message) => (int)((message % Pairs * 2) + (message / Pairs & 1));
}
