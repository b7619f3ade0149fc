using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests;

/// <summary>The real program as a process of its own, on loopback, with a data folder that outlives it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(2);
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(Process process, int port)
    {
        _process = process;
        Url = new Uri($"http://127.0.0.1:{port}");
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts the program that was built beside the tests and waits until it is ready.</summary>
    public static Task<ServerProcess> StartAsync(string dataFolder, int port, params string[] arguments)
        => StartAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansChat.Silo.dll"), .. arguments], dataFolder, port, StartTime);

    /// <summary>Starts <paramref name="file"/> with the settings that keep it to its folder and port, and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string file, string[] arguments, string dataFolder, int port, TimeSpan within)
    {
        var start = new ProcessStartInfo(file) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        string[] settings = [$"--Data={dataFolder}", $"--Listen:Social={port}", $"--Cluster:SiloPort={FreePort.Next()}", $"--Cluster:GatewayPort={FreePort.Next()}"];
        foreach (var argument in arguments.Concat(settings))
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var server = new ServerProcess(Process.Start(start)!, port);
        try
        {
            await server.BecomeReadyAsync(within);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a power cut would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Asks it to end (SIGTERM) and answers its exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(0, SendSignal(_process.Id, SigTerm));
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (_process.ExitCode, Stopwatch.GetElapsedTime(started));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private async Task BecomeReadyAsync(TimeSpan within)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var limit = new CancellationTokenSource(within);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync("/social/api/v1/health/ready", limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The server was not ready in time.{Environment.NewLine}{Output}");
            }
            if (_process.HasExited)
                throw new InvalidOperationException($"The server ended with {_process.ExitCode}.{Environment.NewLine}{Output}");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private void Keep(string? line)
    {
        lock (_output)
            _output.AppendLine(line);
    }

    private const int SigTerm = 15;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int pid, int signal);
}
