using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Operations;

namespace OrleansChat.Grains.Operations;

/// <summary>What the nodes said last, bounded in their number and in what is kept of each.</summary>
internal sealed class NodeTable(TimeProvider time)
{
    private readonly Dictionary<Guid, Entry> _nodes = [];

    /// <summary>Keeps a report; false when there is no room for one more node.</summary>
    public bool Put(NodeReport report)
    {
        var now = time.GetUtcNow();
        Forget(now);
        if (_nodes.TryGetValue(report.Id, out var known))
        {
            // A report that was overtaken by the farewell.
            if (known.HasLeft)
                return true;
        }
        else if (_nodes.Count >= NodeReports.MaxNodes && !MakeRoom(now))
        {
            return false;
        }

        _nodes[report.Id] = new Entry(Cut(report), now, HasLeft: false);
        return true;
    }

    /// <summary>Marks a node as stopped; one that is unknown stays so.</summary>
    public void Leave(Guid id)
    {
        if (_nodes.TryGetValue(id, out var entry))
            _nodes[id] = entry with { HeardAt = time.GetUtcNow(), HasLeft = true };
    }

    /// <summary>The nodes: by kind, then by name and age.</summary>
    public ImmutableArray<NodeStatus> List()
    {
        var now = time.GetUtcNow();
        Forget(now);
        return
        [
            .. _nodes.Values
                .Select(entry => new NodeStatus(entry.Report, StateOf(entry, now), entry.HeardAt))
                .OrderBy(node => node.Report.Kind)
                .ThenBy(node => node.Report.Name, StringComparer.Ordinal)
                .ThenBy(node => node.Report.Address, StringComparer.Ordinal)
                .ThenBy(node => node.Report.Id),
        ];
    }

    private static NodeState StateOf(Entry entry, DateTimeOffset now) =>
        entry.HasLeft ? NodeState.Left : now - entry.HeardAt > NodeReports.Patience ? NodeState.Gone : NodeState.Alive;

    private static NodeReport Cut(NodeReport report) => report with
    {
        Name = Cut(report.Name, NodeReports.MaxName),
        Version = Cut(report.Version, NodeReports.MaxName),
        Address = Cut(report.Address, NodeReports.MaxName),
        Silo = report.Silo is null ? null : Cut(report.Silo, NodeReports.MaxName),
        Errors = report.Errors.IsDefault ? [] : [.. report.Errors.Take(NodeReports.MaxErrors).Select(Cut)],
    };

    private static NodeError Cut(NodeError error) => error with
    {
        Category = Cut(error.Category, NodeReports.MaxName),
        Message = Cut(error.Message, NodeReports.MaxMessage),
        Exception = error.Exception is null ? null : Cut(error.Exception, NodeReports.MaxName),
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..(length - 1)]}…";

    private void Forget(DateTimeOffset now)
    {
        foreach (var (id, entry) in _nodes)
        {
            if (now - entry.HeardAt > NodeReports.Memory)
                _nodes.Remove(id);
        }
    }

    /// <summary>The one that has been silent for longest goes, unless all are alive.</summary>
    private bool MakeRoom(DateTimeOffset now)
    {
        var (id, entry) = _nodes.MinBy(node => node.Value.HeardAt);
        return StateOf(entry, now) != NodeState.Alive && _nodes.Remove(id);
    }

    private sealed record Entry(NodeReport Report, DateTimeOffset HeardAt, bool HasLeft);
}
