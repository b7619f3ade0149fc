using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>
/// <c>GET /messages/direct/{user}</c>: the newest page of a conversation each; or, with <c>--depth</c>, pages at the newest end, in the middle and
/// at the oldest end of one long conversation in turn, which should all cost the same. Each connection reads pages of its own there, so that
/// nobody is answered with what was read for another.
/// </summary>
internal sealed class RestHistoryScenario(RunContext run) : RestLoad(run)
{
    private readonly int _limit = run.Options.Count("limit");
    private readonly bool _depth = run.Options.Has("depth");
    private readonly Histogram _latency = new();
    private Histogram[] _latencyAt = [];
    private byte[][][] _requests = [];
    private int[] _place = [];

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var users = await Run.AccountsAsync(_depth ? 2 : Concurrency * 2, cancellationToken);
        await new Seeder(Run).FillAsync(users, Run.Options.Count("seed"), cancellationToken);
        var length = (await Run.Api.CountAsync([(users[0], users[1])], cancellationToken))[0];
        var lastPage = Math.Max(1, length / _limit);
        _latencyAt = [.. Enumerable.Range(0, _depth ? 3 : 1).Select(_ => new Histogram())];
        _place = new int[Concurrency];
        _requests = [.. Enumerable.Range(0, Concurrency).Select(connection => PagesOf(connection, lastPage).Select(page => Encode(users, connection, page)).ToArray())];
        var usage = await DriveAsync(cancellationToken);
        var report = new RunReport(Run, "pages", Measured, usage) { Latencies = { ("answered", _latency) } };
        if (_depth)
        {
            report.Latencies.AddRange([("newest page", _latencyAt[0]), ("middle page", _latencyAt[1]), ("oldest page", _latencyAt[2])]);
            report.Figures.Add(("messages_in_conversation", length));
        }

        return report;
    }

    /// <inheritdoc/>
    protected override ReadOnlySpan<byte> Request(int connection, long now)
    {
        _place[connection] = (_place[connection] + 1) % _latencyAt.Length;
        return _requests[connection][_place[connection]];
    }

    /// <inheritdoc/>
    protected override bool IsGood(int connection, int status, ReadOnlySpan<byte> body) => status == 200 && body.Count("\"senderId\""u8) == _limit;

    /// <inheritdoc/>
    protected override void Record(int connection, long latency)
    {
        _latency.Record(latency);
        _latencyAt[_place[connection]].Record(latency);
    }

    private long[] PagesOf(int connection, long lastPage)
    {
        if (!_depth)
            return [1];
        var offset = connection % lastPage;
        return [1 + offset, 1 + (((lastPage / 2) + offset) % lastPage), lastPage - offset];
    }

    private byte[] Encode(Account[] users, int connection, long page)
    {
        var reader = _depth ? 0 : 2 * connection;
        return Run.ApiOf(connection).Encode("GET", $"/messages/direct/{users[reader + 1].Id}?page={page}&limit={_limit}", users[reader].Token, null);
    }
}
