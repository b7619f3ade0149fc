using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Operations;

/// <summary>
/// What the operator page shows: what the nodes said of themselves last, and what the cluster says of its silos. One for the
/// cluster, key 0, in memory: after a loss it is complete again within one <see cref="NodeReports.Period"/>.
/// </summary>
[Alias("cluster-status-grain")]
public interface IClusterStatusGrain : IGrainWithIntegerKey
{
    /// <summary>A node says how it is, every <see cref="NodeReports.Period"/>. What is longer than <see cref="NodeReports"/> allows is cut.</summary>
    [Alias("report")]
    Task ReportAsync(NodeReport report);

    /// <summary>A node stops in good order.</summary>
    [Alias("leave")]
    Task LeaveAsync(Guid nodeId);

    /// <summary>How the cluster is, for an operator whose session is alive.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Unauthenticated"/>: the account is no operator's, or the session has ended.</exception>
    [Alias("get")]
    Task<ClusterStatus> GetAsync(Guid operatorId, Guid sessionId);
}
