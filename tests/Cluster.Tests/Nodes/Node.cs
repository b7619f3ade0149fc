using OrleansChat.Testing;

namespace OrleansChat.Cluster.Tests.Nodes;

/// <summary>One silo or front: the program that was built, with settings that stay the same however often it is started again.</summary>
internal sealed class Node(string name, string program, string[] arguments, IReadOnlyDictionary<string, string> environment, Uri ready, string logFolder)
    : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);

    private ProgramProcess? _process;

    /// <summary>What tests and logs call it.</summary>
    public string Name => name;

    /// <summary>Whether it runs.</summary>
    public bool IsUp => _process is { HasExited: false };

    /// <summary>How many lines this process has printed so far.</summary>
    public long Printed => _process?.Printed ?? 0;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        if (_process is { } ended)
            await ended.DisposeAsync();
        _process = await ProgramProcess.StartAsync(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments], environment, Path.Combine(logFolder, $"{name}.log"));
        await _process.UntilReadyAsync(ready, StartTime);
    }

    /// <summary>Ends it at once (SIGKILL).</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Has it leave in good order (SIGTERM); answers how long that took.</summary>
    public async Task<TimeSpan> LeaveAsync()
    {
        var (exitCode, took) = await _process!.TerminateAsync();
        Assert.True(exitCode == 0, $"{name} ended with {exitCode}.\n{Tail()}");
        return took;
    }

    /// <summary>What the running process printed after a mark (<see cref="Printed"/>).</summary>
    public IReadOnlyList<string> LinesSince(long mark) => _process?.LinesSince(mark) ?? [];

    /// <summary>The last lines it printed.</summary>
    public string Tail(int lines = 40) => string.Join('\n', LinesSince(0).TakeLast(lines));

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
