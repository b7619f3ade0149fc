using System.Diagnostics;
using System.Globalization;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>
/// The load balancer of deploy/haproxy as a process, on loopback; only the addresses are the test's own, and a busy machine's slow answer
/// to a check is an answer.
/// </summary>
internal sealed class HaproxyProcess : IAsyncDisposable
{
    /// <summary>What a run without HAProxy says.</summary>
    public const string Missing = "NO HAPROXY: its tests did not run. Install it (apt-get install haproxy).";

    private const string Installed = "/usr/sbin/haproxy";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ProgramProcess _process;
    private readonly TemporaryFolder _folder;
    private readonly HttpClient _http = new();

    private HaproxyProcess(ProgramProcess process, TemporaryFolder folder, int port, int operations)
    {
        (_process, _folder) = (process, folder);
        Url = new Uri($"http://127.0.0.1:{port}");
        Operations = new Uri($"http://127.0.0.1:{operations}");
    }

    /// <summary>Whether there is one on this machine.</summary>
    public static bool IsInstalled => File.Exists(Installed);

    /// <summary>Where clients reach it.</summary>
    public Uri Url { get; }

    /// <summary>Where operators do.</summary>
    public Uri Operations { get; }

    /// <summary>What it printed.</summary>
    public string Log => _process.Output;

    /// <summary>Starts it before two fronts and waits until it takes both for ready.</summary>
    public static async Task<HaproxyProcess> StartAsync(Uri front1, Uri front2)
    {
        var (port, operations) = (FreePort.Next(), FreePort.Next());
        var configuration = (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/haproxy/haproxy.cfg")))
            .Replace(" bind :8080", $" bind 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace(" bind :8405", $" bind 127.0.0.1:{operations}", StringComparison.Ordinal)
            .Replace(" timeout check 4s", " timeout check 60s", StringComparison.Ordinal)
            .Replace(" front1:3000", $" {front1.Authority}", StringComparison.Ordinal)
            .Replace(" front2:3000", $" {front2.Authority}", StringComparison.Ordinal);
        var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(file, configuration);
        var haproxy = new HaproxyProcess(await ProgramProcess.StartAsync(Installed, ["-f", file]), folder, port, operations);
        try
        {
            await haproxy.UntilAsync("front1", isUp: true);
            await haproxy.UntilAsync("front2", isUp: true);
            return haproxy;
        }
        catch
        {
            await haproxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it says of the configuration as it is; the exit code tells whether it would start.</summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync()
    {
        string[] arguments = ["-c", "-f", Path.Combine(Repository.Root, "deploy/haproxy/haproxy.cfg")];
        using var process = Process.Start(new ProcessStartInfo(Installed, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(Patience);
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    /// <summary>Waits until it takes a front for ready, or no longer does.</summary>
    public async Task UntilAsync(string front, bool isUp)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await TryReadAsync($"haproxy_server_status{{proxy=\"fronts\",server=\"{front}\",state=\"UP\"}}") != (isUp ? 1 : 0))
        {
            Assert.False(_process.HasExited, Log);
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>How many requests and connections a front has been given.</summary>
    public async Task<int> GivenAsync(string front)
        => await ReadAsync($"haproxy_server_sessions_total{{proxy=\"fronts\",server=\"{front}\"}}")
         + await ReadAsync($"haproxy_server_sessions_total{{proxy=\"sessions\",server=\"{front}\"}}");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<int?> TryReadAsync(string metric)
    {
        try
        {
            return await ReadAsync(metric);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<int> ReadAsync(string metric)
    {
        var text = await _http.GetStringAsync(new Uri(Operations, "/metrics"));
        var line = text.Split('\n').Single(line => line.StartsWith(metric, StringComparison.Ordinal));
        return int.Parse(line[(metric.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
