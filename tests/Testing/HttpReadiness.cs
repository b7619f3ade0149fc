namespace OrleansChat.Testing;

/// <summary>Waits for a program that answers over HTTP.</summary>
public static class HttpReadiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is a success.</summary>
    /// <param name="program">The program that is to answer.</param>
    /// <param name="url">What it is asked.</param>
    /// <param name="within">The longest that it may take.</param>
    /// <exception cref="InvalidOperationException">The program ended; the message has what it printed.</exception>
    /// <exception cref="TimeoutException">It was not ready in time; the message has what it printed.</exception>
    public static async Task UntilReadyAsync(this ProgramProcess program, Uri url, TimeSpan within)
    {
        using var http = new HttpClient();
        using var limit = new CancellationTokenSource(within);
        using var pause = new PeriodicTimer(Pause);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(url, limit.Token);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!program.HasExited)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{url} was not ready in time.{Environment.NewLine}{program.Output}");
            }

            if (program.HasExited)
                throw new InvalidOperationException($"The program of {url} ended with {program.ExitCode}.{Environment.NewLine}{program.Output}");
            await pause.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
