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

        Assert.Equal((0, ""), await ReachAsync(url));
        front.IsReady = false;
        Assert.Equal((1, $"{url} answers 503.\n"), await ReachAsync(url));
        await front.StopAsync();
        var (exitCode, error) = await AskAsync(url);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{url} does not answer: ", error, StringComparison.Ordinal);
    }

    /// <summary>Asks what answers, until it is reached in the probe's own time: on a busy machine that may take more than one try.</summary>
    private static async Task<(int ExitCode, string Error)> ReachAsync(Uri url)
    {
        const int Tries = 10;
        var answer = await AskAsync(url);
        for (var tries = 1; tries < Tries && answer.Error.Contains("does not answer", StringComparison.Ordinal); tries++)
            answer = await AskAsync(url);
        return answer;
    }

    /// <summary>Asks where the environment names a proxy that is not there: the node itself is to be asked.</summary>
    private static async Task<(int ExitCode, string Error)> AskAsync(Uri url)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "OrleansChat.Silo.dll"), "--health", url.ToString()])
        {
            RedirectStandardError = true,
        };
        start.Environment["http_proxy"] = start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "";
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
