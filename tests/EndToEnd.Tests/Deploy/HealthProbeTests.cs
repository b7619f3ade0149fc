using System.Diagnostics;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary><c>--health</c>: how an image without a shell is asked for its health.</summary>
public sealed class HealthProbeTests
{
    [Fact]
    public async Task A_program_that_is_ready_is_told_from_one_that_is_not_and_from_none()
    {
        await using var front = await FakeFront.StartAsync();
        var url = new Uri(front.Url, "/social/api/v1/health/ready");

        Assert.Equal((0, ""), await AskAsync(url));
        front.IsReady = false;
        Assert.Equal((1, $"{url} answers 503.\n"), await AskAsync(url));
        await front.StopAsync();
        var (exitCode, error) = await AskAsync(url);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{url} does not answer: ", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Error)> AskAsync(Uri url)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansChat.Silo.dll"), "--health", url.ToString()]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
