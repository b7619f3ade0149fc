using System.Diagnostics;
using System.Text.Json;
using OrleansChat.WebFront.Tests.Architecture;

namespace OrleansChat.WebFront.Tests.Admin;

/// <summary>A page in a real Chromium, through <c>tests/clients/browser.mjs</c>: one command after the other.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    /// <summary>Starting a browser on a busy machine takes its time; so may every step.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Chromium(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Where the browser is; null when it is not installed.</summary>
    public static string? Find() => new[] { Environment.GetEnvironmentVariable("TEST_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/google-chrome" }
        .FirstOrDefault(path => !string.IsNullOrEmpty(path) && File.Exists(path));

    /// <summary>Starts a browser with a profile of its own.</summary>
    public static Chromium Start(string path) => new(Process.Start(new ProcessStartInfo("node", [Path.Combine(DependencyTests.Root, "tests", "clients", "browser.mjs"), path])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>Opens a page.</summary>
    public Task OpenAsync(Uri url) => DoAsync(new { @do = "open", url });

    /// <summary>Writes into a field.</summary>
    public Task FillAsync(string selector, string text) => DoAsync(new { @do = "fill", selector, text });

    /// <summary>Clicks.</summary>
    public Task ClickAsync(string selector) => DoAsync(new { @do = "click", selector });

    /// <summary>Waits until an element has this text in it.</summary>
    public async Task<string> SeeAsync(string selector, string text) => (await DoAsync(new { @do = "see", selector, text })).GetString()!;

    /// <summary>What an expression of the page is.</summary>
    public Task<JsonElement> ReadAsync(string script) => DoAsync(new { @do = "read", script });

    /// <summary>Keeps a picture of the whole page, as wide as that.</summary>
    public Task PhotographAsync(string file, int width, int height, string scheme) => DoAsync(new { @do = "photograph", file, width, height, scheme });

    /// <summary>What the console, scripts and the content security policy complained of so far.</summary>
    public async Task<string[]> ComplaintsAsync() => (await DoAsync(new { @do = "complaints" })).Deserialize<string[]>()!;

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<JsonElement> DoAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
            ?? throw new InvalidOperationException($"The browser's driver ended. {await _errors}");
        var answer = JsonElement.Parse(line);
        return answer.TryGetProperty("error", out var error)
            ? throw new InvalidOperationException($"{JsonSerializer.Serialize(command)}: {error.GetString()}")
            : answer.GetProperty("result");
    }
}
