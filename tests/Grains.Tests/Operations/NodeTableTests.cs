using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Grains.Operations;
using OrleansChat.Testing;

namespace OrleansChat.Grains.Tests.Operations;

public sealed class NodeTableTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly NodeTable _table;

    public NodeTableTests() => _table = new NodeTable(_time);

    [Fact]
    public void A_node_is_known_by_its_last_report()
    {
        var node = Guid.NewGuid();
        _table.Put(Reports.Of(node, connections: 1));
        _time.Advance(NodeReports.Period);
        _table.Put(Reports.Of(node, connections: 2));

        var known = Assert.Single(_table.List());
        Assert.Equal((2, NodeState.Alive, _time.GetUtcNow()), (known.Report.Load.Connections, known.State, known.HeardAt));
    }

    [Fact]
    public void One_that_falls_silent_is_gone_and_in_the_end_forgotten()
    {
        _table.Put(Reports.Of(Guid.NewGuid()));
        _time.Advance(NodeReports.Patience);
        Assert.Equal(NodeState.Alive, Assert.Single(_table.List()).State);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(NodeState.Gone, Assert.Single(_table.List()).State);
        _time.Advance(NodeReports.Memory);
        Assert.Empty(_table.List());
    }

    [Fact]
    public void One_that_is_heard_again_is_alive_again()
    {
        var node = Guid.NewGuid();
        _table.Put(Reports.Of(node));
        _time.Advance(NodeReports.Patience + TimeSpan.FromSeconds(1));
        _table.Put(Reports.Of(node));

        Assert.Equal(NodeState.Alive, Assert.Single(_table.List()).State);
    }

    [Fact]
    public void One_that_left_has_left_whatever_report_comes_after_its_farewell()
    {
        var node = Guid.NewGuid();
        _table.Put(Reports.Of(node));
        _table.Leave(node);
        _table.Put(Reports.Of(node));
        _table.Leave(Guid.NewGuid());

        Assert.Equal(NodeState.Left, Assert.Single(_table.List()).State);
    }

    [Fact]
    public void There_is_room_for_so_many_and_those_that_are_gone_make_room()
    {
        var first = Guid.NewGuid();
        _table.Put(Reports.Of(first));
        _time.Advance(TimeSpan.FromSeconds(1));
        foreach (var _ in Enumerable.Range(1, NodeReports.MaxNodes - 1))
            Assert.True(_table.Put(Reports.Of(Guid.NewGuid())));

        Assert.False(_table.Put(Reports.Of(Guid.NewGuid())));
        _time.Advance(NodeReports.Patience);
        Assert.True(_table.Put(Reports.Of(Guid.NewGuid())));
        Assert.Equal(NodeReports.MaxNodes, _table.List().Length);
        Assert.DoesNotContain(_table.List(), node => node.Report.Id == first);
    }

    [Fact]
    public void What_is_too_long_is_cut()
    {
        var text = new string('x', 10_000);
        var error = new NodeError { At = default, Times = 1, Level = NodeErrorLevel.Error, Category = text, Message = text, Exception = text };
        _table.Put(Reports.Of(Guid.NewGuid()) with
        {
            Name = text,
            Version = text,
            Address = text,
            Silo = text,
            Errors = [.. Enumerable.Repeat(error, 1000)],
        });

        var known = Assert.Single(_table.List()).Report;
        Assert.All([known.Name, known.Version, known.Address, known.Silo!], cut => Assert.Equal(NodeReports.MaxName, cut.Length));
        Assert.Equal(NodeReports.MaxErrors, known.Errors.Length);
        Assert.All(known.Errors, cut => Assert.Equal(
            (NodeReports.MaxName, NodeReports.MaxMessage, NodeReports.MaxName), (cut.Category.Length, cut.Message.Length, cut.Exception!.Length)));
    }

    [Fact]
    public void A_report_without_errors_at_all_is_taken()
    {
        _table.Put(Reports.Of(Guid.NewGuid()) with { Errors = default });
        Assert.Equal(ImmutableArray<NodeError>.Empty, Assert.Single(_table.List()).Report.Errors);
    }
}

/// <summary>Reports of nodes.</summary>
internal static class Reports
{
    public static NodeReport Of(Guid node, NodeKind kind = NodeKind.Front, long connections = 0) => new()
    {
        Id = node,
        Kind = kind,
        Name = "node",
        Version = "1.2.3",
        Address = "http://127.0.0.1:3000",
        Uptime = TimeSpan.FromMinutes(1),
        Load = new NodeLoad { Connections = connections, Sends = 1.5, Memory = 1_000_000 },
    };
}
