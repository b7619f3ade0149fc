using OrleansChat.Load.Measuring;

namespace OrleansChat.Load.Scenarios;

/// <summary>A closed loop: whoever gets a message sends one. As many are under way per pair as <c>--window</c> says.</summary>
internal sealed class DirectScenario(RunContext run) : DirectMessages(run)
{
    private bool _sending;
    private bool _measuring;

    /// <inheritdoc/>
    protected override async Task<Usage> DriveAsync(CancellationToken cancellationToken)
    {
        using (Run.Turns.Enter())
        {
            _sending = true;
            for (var message = 0; message < Run.Options.Count("window"); message++)
            {
                for (var pair = 0; pair < Pairs; pair++)
                    Send((2 * pair) + (message & 1), Clock.Now);
            }
        }

        var usage = await Run.MeasureAsync(measuring => _measuring = measuring, cancellationToken);
        using (Run.Turns.Enter())
            _sending = false;
        return usage;
    }

    /// <inheritdoc/>
    protected override bool IsMeasured(long time) => _measuring;

    /// <inheritdoc/>
    protected override void Next(int receiver, long now)
    {
        if (_sending)
            Send(receiver, now);
    }
}
