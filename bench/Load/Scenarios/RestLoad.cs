using OrleansChat.Load.Measuring;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Scenarios;

/// <summary>REST calls in closed loops: each connection asks again when it is answered. User 2i asks on connection i, about user 2i + 1.</summary>
internal abstract class RestLoad(RunContext run) : Scenario, IHttpListener
{
    private readonly bool[] _waiting = new bool[run.Options.Count("concurrency")];
    private readonly long[] _asked = new long[run.Options.Count("concurrency")];
    private HttpConnection[] _connections = [];
    private bool _asking = true;

    /// <summary>The run.</summary>
    protected RunContext Run => run;

    /// <summary>How many connections.</summary>
    protected int Concurrency => _waiting.Length;

    /// <summary>Whether answers count now.</summary>
    protected bool IsMeasuring { get; private set; }

    /// <summary>Answers that counted.</summary>
    protected long Measured { get; private set; }

    /// <inheritdoc/>
    public void Responded(int connection, int status, ReadOnlySpan<byte> body)
    {
        _waiting[connection] = false;
        if (!IsGood(connection, status, body))
            run.Faults.Error($"A request was answered {status}:", body);
        if (IsMeasuring)
        {
            Measured++;
            Record(connection, Clock.Now - _asked[connection]);
        }

        if (_asking)
            Ask(connection);
    }

    /// <inheritdoc/>
    public void Broken(int connection, string reason)
    {
        _waiting[connection] = false;
        run.Faults.Close(reason);
    }

    /// <summary>Makes the load and measures it.</summary>
    protected async Task<Usage> DriveAsync(CancellationToken cancellationToken)
    {
        _connections = await run.ConnectAsync(Concurrency, this, cancellationToken);
        using (run.Turns.Enter())
        {
            for (var connection = 0; connection < Concurrency; connection++)
                Ask(connection);
        }

        var usage = await run.MeasureAsync(measuring => IsMeasuring = measuring, cancellationToken);
        using (run.Turns.Enter())
            _asking = false;
        await run.DrainAsync(() => !_waiting.Contains(true), cancellationToken);
        foreach (var connection in _connections)
            connection.Dispose();
        return usage;
    }

    /// <summary>The next request of a connection.</summary>
    protected abstract ReadOnlySpan<byte> Request(int connection, long now);

    /// <summary>Whether an answer is what it should be.</summary>
    protected abstract bool IsGood(int connection, int status, ReadOnlySpan<byte> body);

    /// <summary>Notes how long an answer took.</summary>
    protected abstract void Record(int connection, long latency);

    private void Ask(int connection)
    {
        _waiting[connection] = true;
        _asked[connection] = Clock.Now;
        _connections[connection].Send(Request(connection, _asked[connection]));
    }
}
