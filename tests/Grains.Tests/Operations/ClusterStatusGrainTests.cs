using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Operations;

[Collection(ClusterCollection.Name)]
public sealed class ClusterStatusGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly IClusterStatusGrain _status = cluster.Grains.GetGrain<IClusterStatusGrain>(0);
    private readonly Guid _operator = Guid.CreateVersion7();
    private SessionGrant _session = null!;

    private IAccountGrain Operator => cluster.Grains.GetGrain<IAccountGrain>(_operator);

    public async ValueTask InitializeAsync()
    {
        await Operator.EnsureOperatorAsync(People.Someone());
        _session = await Operator.SignInAsync(new SignIn(People.Password));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_operator_sees_what_every_node_said_last()
    {
        var (front, silo) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var error = new NodeError { At = DateTimeOffset.UnixEpoch, Times = 3, Level = NodeErrorLevel.Error, Category = "A.B", Message = "Broken", Exception = "IOException" };
        await _status.ReportAsync(Reports.Of(front, connections: 7) with { Errors = [error] });
        await _status.ReportAsync(Reports.Of(silo, NodeKind.Silo) with { Silo = "127.0.0.1:11111@1" });
        await _status.LeaveAsync(silo);

        var seen = (await GetAsync()).Nodes.Where(node => node.Report.Id == front || node.Report.Id == silo).ToDictionary(node => node.Report.Id);

        Assert.Equal((NodeState.Alive, NodeKind.Front, 7, 1.5), (seen[front].State, seen[front].Report.Kind, seen[front].Report.Load.Connections, seen[front].Report.Load.Sends));
        Assert.Equal(error, Assert.Single(seen[front].Report.Errors));
        Assert.Equal((NodeState.Left, NodeKind.Silo, "127.0.0.1:11111@1"), (seen[silo].State, seen[silo].Report.Kind, seen[silo].Report.Silo));
    }

    [Fact]
    public async Task An_operator_sees_the_silos_and_what_is_active_on_them()
    {
        // Asked in the background: the first answer may come without it.
        ClusterStatus status;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        do
            status = await GetAsync();
        while (status.Silos.At is null && await pause.WaitForNextTickAsync(limit.Token));

        var silo = Assert.Single(status.Silos.Members);
        Assert.Equal("Active", silo.Status);
        Assert.Contains(status.Silos.Activations, type => type.GrainType == "AccountGrain" && type.Silo == silo.Address && type.Count > 0);
    }

    [Fact]
    public async Task Nobody_else_sees_anything()
    {
        var user = await cluster.Grains.RegisterAsync();
        var session = await cluster.Grains.GetGrain<IAccountGrain>(user).SignInAsync(new SignIn(People.Password));

        await Refused.WithAsync(ChatError.Unauthenticated, () => _status.GetAsync(user, session.SessionId));
        await Refused.WithAsync(ChatError.Unauthenticated, () => _status.GetAsync(Guid.NewGuid(), Guid.NewGuid()));
        await Refused.WithAsync(ChatError.Unauthenticated, () => _status.GetAsync(_operator, session.SessionId));
        await Refused.WithAsync(ChatError.Unauthenticated, () => _status.GetAsync(user, _session.SessionId));
    }

    [Fact]
    public async Task An_operator_whose_session_ended_sees_nothing_a_second_later()
    {
        await GetAsync();
        await Operator.EndSessionAsync(_session.SessionId);
        ClusterFixture.Time.Advance(TimeSpan.FromSeconds(1));

        await Refused.WithAsync(ChatError.Unauthenticated, GetAsync);
    }

    private Task<ClusterStatus> GetAsync() => _status.GetAsync(_operator, _session.SessionId);
}
