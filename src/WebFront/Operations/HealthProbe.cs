namespace OrleansChat.WebFront.Operations;

/// <summary><c>--health &lt;url&gt;</c>: asks a running program how it is, for images that have no other tool to ask with.</summary>
public static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>The exit code: 0 when the answer is a success, else 1, and why on standard error.</summary>
    public static async Task<int> AskAsync(string url)
    {
        try
        {
            // Directly: a proxy that the environment names is for what is outside.
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
            using var answer = await http.GetAsync(new Uri(url));
            if (answer.IsSuccessStatusCode)
                return 0;
            await Console.Error.WriteLineAsync($"{url} answers {(int)answer.StatusCode}.");
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or UriFormatException)
        {
            await Console.Error.WriteLineAsync($"{url} does not answer: {failed.Message}");
        }
        return 1;
    }
}
