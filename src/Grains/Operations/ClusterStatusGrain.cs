using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.Grains.Operations;

/// <summary>Keeps what the nodes report. Reentrant: reports do not wait for the accounts and silos that a reader has asked for.</summary>
[GrainType("clusterstatus"), Reentrant]
internal sealed partial class ClusterStatusGrain : Grain, IClusterStatusGrain
{
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NodeTable _nodes;
    private readonly OperatorPermits _permits;
    private readonly SiloWatch _silos;

    public ClusterStatusGrain(IGrainFactory grains, TimeProvider time, ILogger<ClusterStatusGrain> log)
    {
        (_time, _log) = (time, log);
        _nodes = new NodeTable(time);
        _permits = new OperatorPermits(grains, time);
        _silos = new SiloWatch(grains, time, log);
    }

    /// <inheritdoc/>
    public Task ReportAsync(NodeReport report)
    {
        if (!_nodes.Put(report))
            NoRoom(_log, report.Id, NodeReports.MaxNodes);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task LeaveAsync(Guid nodeId)
    {
        _nodes.Leave(nodeId);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<ClusterStatus> GetAsync(Guid operatorId, Guid sessionId)
    {
        await _permits.CheckAsync(operatorId, sessionId);
        var silos = await _silos.ReadAsync();
        return new ClusterStatus(_time.GetUtcNow(), _nodes.List(), silos);
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Node {NodeId} is not shown to operators: there are {Max} already")]
    private static partial void NoRoom(ILogger log, Guid nodeId, int max);
}
