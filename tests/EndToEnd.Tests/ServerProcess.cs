using OrleansChat.Testing;
using OrleansChat.WebFront;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>The real program as a process of its own, on loopback, with a data folder that outlives it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);
    private readonly ProgramProcess _process;

    private ServerProcess(ProgramProcess process, int port) => (_process, Url) = (process, new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it printed so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts the program that was built beside the tests and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataFolder, int port, params string[] arguments)
        => StartAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansChat.Silo.dll"), .. arguments], dataFolder, port, StartTime);

    /// <summary>Starts <paramref name="file"/> with the settings that keep it to its folder and port, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string file, string[] arguments, string dataFolder, int port, TimeSpan within)
    {
        // The other contracts are served on this port as well: two servers of a test must not want the same.
        string[] ports = [.. Front.Contracts.Select(contract => $"--{contract.Key}={(contract.Slug == "social" ? port : 0)}")];
        string[] settings = [$"--Data={dataFolder}", .. ports, $"--Cluster:SiloPort={FreePort.Next()}", $"--Cluster:GatewayPort={FreePort.Next()}"];
        var environment = new Dictionary<string, string> { ["DOTNET_ENVIRONMENT"] = "Development", ["ASPNETCORE_ENVIRONMENT"] = "Development" };
        var server = new ServerProcess(await ProgramProcess.StartAsync(file, [.. arguments, .. settings], environment), port);
        try
        {
            await server._process.UntilReadyAsync(new Uri(server.Url, "/social/api/v1/health/ready"), within);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Asks it to end (SIGTERM) and answers its exit code and how long it took.</summary>
    public Task<(int ExitCode, TimeSpan Took)> TerminateAsync() => _process.TerminateAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
