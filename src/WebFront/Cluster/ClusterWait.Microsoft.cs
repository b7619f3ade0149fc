using Orleans;

namespace OrleansChat.WebFront.Cluster;

/// <summary>A front that starts waits until it reaches the cluster, and says what keeps it from that.</summary>
internal sealed partial class ClusterWait(TimeProvider time, ILogger<ClusterWait> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private string? _said;

    /// <inheritdoc/>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_said != exception.Message)
            LogWaiting(exception);
        _said = exception.Message;
        await Task.Delay(Pause, time, cancellationToken);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The cluster is not reached; trying again until it is")]
    private partial void LogWaiting(Exception exception);
}
