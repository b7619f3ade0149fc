using OrleansChat.Load.Measuring;
using OrleansChat.Load.Reports;
using OrleansChat.Load.Social;

namespace OrleansChat.Load.Scenarios;

/// <summary>Connections that do nothing but answer heartbeats: how fast they come, how much memory each takes, what they cost while they rest.</summary>
internal sealed class IdleScenario(RunContext run) : Scenario, ISocketIoListener
{
    /// <summary>What connecting has stirred up settles before rest is measured.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        var count = run.Options.Count("connections");
        var accounts = await run.AccountsAsync(run.Options.Text("users") is null ? count : run.Options.Count("users"), cancellationToken);
        var users = Enumerable.Range(0, count).Select(index => accounts[index % accounts.Length]).ToArray();
        await Clock.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);

        var before = run.Look();
        var clients = await run.ConnectAsync(users, this, cancellationToken);
        var connected = run.Look();
        await Clock.WaitAsync(Settling, cancellationToken);
        var resting = run.Look();
        await Clock.WaitAsync(run.Options.Seconds("hold"), cancellationToken);
        var rest = new Usage(resting, run.Look());
        var alive = clients.Count(client => client.IsOpen);
        RunContext.Close(clients);
        if (alive < count)
            run.Faults.Error($"Only {alive} of {count} connections were still there in the end.");

        var report = new RunReport(run, "connections", count, new Usage(before, connected));
        if (rest is { From.Server: { } first, To.Server: { } last, Server: { } cpu } && before.Server is { } empty)
        {
            report.Figures.Add(("kib_per_connection", (first.ResidentKib - empty.ResidentKib) / (double)count));
            report.Figures.Add(("kib_per_connection_at_the_end", (last.ResidentKib - empty.ResidentKib) / (double)count));
            report.Figures.Add(("idle_cpu_percent", cpu / rest.Seconds * 100));
            report.Figures.Add(("idle_cpu_us_per_connection_and_s", cpu * 1e6 / rest.Seconds / count));
        }

        return report;
    }

    /// <inheritdoc/>
    public void Event(int client, ReadOnlySpan<byte> packet)
    {
        if (IncomingEvents.Kind(packet) == Incoming.Error)
            run.Faults.Error("The server says:", packet);
    }

    /// <inheritdoc/>
    public void Answered(int client, long id, ReadOnlySpan<byte> answer) => run.Faults.Error("An answer that nobody asked for:", answer);

    /// <inheritdoc/>
    public void Lost(int client, string reason) => run.Faults.Close(reason);
}
