using Orleans;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.WebFront.Admin.Reports;

/// <summary>
/// Tells the cluster every <see cref="NodeReports.Period"/> how this process is. Nobody waits for it: a report that does not
/// arrive is followed by the next.
/// </summary>
internal sealed partial class NodeReporter(
    IGrainFactory grains,
    NodeIdentity identity,
    NodeCounters counters,
    RecentErrors errors,
    TimeProvider clock,
    ILogger<NodeReporter> log) : BackgroundService
{
    private IClusterStatusGrain Cluster => grains.GetGrain<IClusterStatusGrain>(0);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is not null)
            await TryAsync(() => Cluster.LeaveAsync(identity.Id), CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(NodeReports.Period, clock);
        try
        {
            do
                await TryAsync(ReportAsync, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogEnds();
        }
    }

    private Task ReportAsync() => Cluster.ReportAsync(identity.Report(counters.Read()) with { Errors = errors.Read(NodeReports.MaxErrors) });

    private async Task TryAsync(Func<Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell().WaitAsync(NodeReports.Period, clock, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever went wrong: reporting may disturb nothing.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogNotTold(e);
        }
    }

    [LoggerMessage(LogLevel.Debug, "The cluster was not told how this node is; the next report follows")]
    private partial void LogNotTold(Exception exception);

    [LoggerMessage(LogLevel.Debug, "No more reports: the process stops")]
    private partial void LogEnds();
}
