using System.Diagnostics;

namespace OrleansChat.Testing;

/// <summary>A private PostgreSQL cluster in a temporary folder.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _folder;
    private readonly string _settings;
    private Process? _server;

    private PostgresCluster(string binaries, string folder, int port, string settings) =>
        (_binaries, _folder, Port, _settings) = (binaries, folder, port, settings);

    public int Port { get; }

    /// <summary>The folder of initdb and postgres, the newest if there are several; null when there is none.</summary>
    public static string? FindBinaries()
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    /// <summary>Makes a cluster and starts its server, with <paramref name="settings"/> (<c>-c name=value …</c>) beside the usual ones.</summary>
    public static async Task<PostgresCluster> CreateAsync(string binaries, int port, string settings)
    {
        var folder = Directory.CreateTempSubdirectory("orleanschat-postgres-").FullName;
        var cluster = new PostgresCluster(binaries, folder, port, settings);
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", "postgres", folder);
            await cluster.RunAsOwnerAsync($"'{binaries}/initdb' -D '{folder}/data' -U chat -A trust -E UTF8 --locale=C --no-instructions");
            await cluster.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server and waits until it takes connections. The shell around it stops it when our end of its input closes.</summary>
    public async Task StartAsync()
    {
        var settings = $"-c listen_addresses=127.0.0.1 -c port={Port} -c unix_socket_directories= -c fsync=on -c shared_buffers=64MB -c log_min_messages=log {_settings}";
        _server = Process.Start(AsOwner($"'{_binaries}/postgres' -D '{_folder}/data' {settings} & server=$!; end=; read end; kill -${{end:-INT}} $server; wait $server"))!;
        var log = new List<string>();
        while (await _server.StandardError.ReadLineAsync() is { } line)
        {
            log.Add(line);
            if (line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                _ = _server.StandardError.ReadToEndAsync();
                return;
            }
        }

        throw new InvalidOperationException($"PostgreSQL did not start:\n{string.Join('\n', log)}");
    }

    /// <summary>Stops the server: in good order, or at once without a checkpoint (<c>-m immediate</c>), so that it has to recover.</summary>
    public async Task StopAsync(bool immediately = false)
    {
        if (_server is not { } server)
            return;
        _server = null;
        if (immediately)
            await server.StandardInput.WriteLineAsync("QUIT");
        server.StandardInput.Close();
        await server.WaitForExitAsync();
        server.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsOwnerAsync(string command)
    {
        using var process = Process.Start(AsOwner(command))!;
        process.StandardInput.Close();
        await EndAsync(process, command);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await EndAsync(process, program);
    }

    private static async Task EndAsync(Process process, string command)
    {
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{command} failed:\n{errors}");
    }

    /// <summary>PostgreSQL refuses to run as root; its own user then runs it.</summary>
    private ProcessStartInfo AsOwner(string command)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", "sh", "-c", command])
            : new ProcessStartInfo("sh", ["-c", command]);
        start.WorkingDirectory = _folder;
        start.RedirectStandardInput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = command.Contains("initdb", StringComparison.Ordinal);
        return start;
    }
}
