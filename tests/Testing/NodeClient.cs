using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace OrleansChat.Testing;

/// <summary>A script of tests/clients: lines of JSON in and out.</summary>
public sealed class NodeClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<JsonElement> _lines = Channel.CreateUnbounded<JsonElement>();
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private NodeClient(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>What the script prints.</summary>
    public ChannelReader<JsonElement> Lines => _lines.Reader;

    public static NodeClient Start(string script)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Root, "tests/clients", script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new NodeClient(Process.Start(start)!);
    }

    public async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            await _lines.Writer.WriteAsync(JsonSerializer.Deserialize<JsonElement>(line));
        var errors = await _errors;
        _lines.Writer.Complete(errors.Length > 0 ? new InvalidOperationException(errors) : null);
    }
}
