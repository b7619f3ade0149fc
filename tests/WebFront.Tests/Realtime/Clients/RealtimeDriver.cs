using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>A driver of tests/clients: a process that runs real clients, one command per line in, what they see per line out.</summary>
public sealed class RealtimeDriver : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, RealtimeClient> _clients = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private int _names;

    private RealtimeDriver(string script)
    {
        IsSignalR = script.StartsWith("signalr", StringComparison.Ordinal);
        _process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Root(), "tests", "clients", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Whether its clients speak SignalR.</summary>
    public bool IsSignalR { get; }

    /// <summary>Clients of socket.io-client.</summary>
    public static RealtimeDriver SocketIo() => new("socketio.mjs");

    /// <summary>Clients of ws.</summary>
    public static RealtimeDriver WebSocket() => new("websocket.mjs");

    /// <summary>Clients of @microsoft/signalr.</summary>
    public static RealtimeDriver SignalR() => new("signalr.mjs");

    /// <summary>A client that has been told to connect, with the driver's own options.</summary>
    internal async Task<RealtimeClient> BeginAsync(Dictionary<string, object?> options)
    {
        var client = new RealtimeClient(this, $"client-{Interlocked.Increment(ref _names)}");
        _clients[client.Name] = client;
        await WriteAsync(new Dictionary<string, object?>(options) { ["do"] = "connect", ["client"] = client.Name });
        return client;
    }

    internal async Task WriteAsync(object command)
    {
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _writing.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var seen = JsonSerializer.Deserialize<JsonElement>(line);
            _clients[seen.GetProperty("client").GetString()!].See(seen);
        }

        var errors = await _errors;
        foreach (var client in _clients.Values)
            client.Fail(new InvalidOperationException($"The driver ended. {errors}"));
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansChat.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
