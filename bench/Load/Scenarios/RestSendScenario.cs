using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary><c>POST /messages</c>, with nobody connected: what it takes to store a message and say so.</summary>
internal sealed class RestSendScenario(RunContext run) : RestLoad(run)
{
    private readonly Histogram _latency = new();
    private Outgoing[] _outgoing = [];
    private Ledger _ledger = null!;

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var users = await Run.AccountsAsync(Concurrency * 2, cancellationToken);
        _ledger = new Ledger(Concurrency, 0, _ => 0);
        _outgoing = [.. Enumerable.Range(0, Concurrency).Select(connection => Outgoing.Request(
            connection, Run.Options.Size, users[(2 * connection) + 1].Id, null, Run.ApiOf(connection), users[2 * connection].Token))];
        var stored = await StoredCheck.BeginAsync(Run.Api, users, cancellationToken);
        var usage = await DriveAsync(cancellationToken);
        await stored.EndAsync(_ledger.SentBy, Run.Faults, cancellationToken);
        return new RunReport(Run, "messages", Measured, usage) { Ledger = _ledger.Count(), Latencies = { ("acknowledged", _latency) } };
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Request(int connection, long now) => _outgoing[connection].Stamped(_ledger.Take(connection), now);

    /// <inheritdoc/>
    protected override bool IsGood(int connection, int status, ReadOnlySpan<byte> body)
        => status == 201 && Marker.TryFind(body, out var marker) && marker.Sender == connection && _ledger.Acknowledged(connection, marker.Sequence);

    /// <inheritdoc/>
    protected override void Record(int connection, long latency) => _latency.Record(latency);
}
