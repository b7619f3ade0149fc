using System.Net.Sockets;

namespace OrleansChat.Testing;

/// <summary>A private redis-server on a free port of 127.0.0.1, which keeps what it was told on disk; it ends with the process that started it.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _folder;
    private readonly int _port;
    private ProgramProcess? _server;

    private RedisServer(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>How clients reach it.</summary>
    public string ConnectionString => $"127.0.0.1:{_port}";

    /// <summary>Whether the program is installed.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    /// <summary>Starts a server.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var redis = new RedisServer(Directory.CreateTempSubdirectory("orleanschat-redis-").FullName, FreePort.Next());
        try
        {
            await redis.StartAgainAsync();
            return redis;
        }
        catch
        {
            await redis.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, with what it had.</summary>
    public async Task StartAgainAsync()
    {
        string[] settings = ["--bind", "127.0.0.1", "--port", $"{_port}", "--dir", _folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];
        _server = await ProgramProcess.StartAsync("redis-server", settings);
        using var limit = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(Pause);
        while (!await IsListeningAsync(limit.Token))
        {
            if (_server.HasExited)
                throw new InvalidOperationException($"redis-server ended with {_server.ExitCode}.{Environment.NewLine}{_server.Output}");
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }

    /// <summary>Stops it.</summary>
    public async Task StopAsync()
    {
        if (_server is not { } server)
            return;
        _server = null;
        await server.TerminateAsync();
        await server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", _port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
