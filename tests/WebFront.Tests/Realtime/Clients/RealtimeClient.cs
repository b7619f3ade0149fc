using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Realtime.Clients;

/// <summary>One real client, as a test commands and watches it.</summary>
public sealed class RealtimeClient(RealtimeDriver driver, string name)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<JsonElement> _seen = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;
    private int _asked;

    /// <summary>Its name in the driver.</summary>
    public string Name => name;

    /// <summary>Invokes a command and answers the acknowledgement (Socket.IO) or the result or error (SignalR).</summary>
    public Task<JsonElement> AskAsync(string command, object? payload) => AskAsync(id => new { @do = "ask", client = name, id, name = command, payload });

    /// <summary>The same without an argument.</summary>
    public Task<JsonElement> AskAsync(string command) => AskAsync(id => new { @do = "ask", client = name, id, name = command });

    private async Task<JsonElement> AskAsync(Func<int, object> command)
    {
        var id = Interlocked.Increment(ref _asked);
        await driver.WriteAsync(command(id));
        return await TakeAsync(seen => Kind(seen) == "answer" && seen.GetProperty("id").GetInt32() == id);
    }

    /// <summary>Sends a command that wants no answer.</summary>
    public Task TellAsync(string command, object? payload) => driver.WriteAsync(new { @do = "tell", client = name, name = command, payload });

    /// <summary>Sends any text (WebSocket).</summary>
    public Task SayAsync(string text) => driver.WriteAsync(new { @do = "say", client = name, text });

    /// <summary>Invokes a command with binary attachments (Socket.IO).</summary>
    public Task<JsonElement> AttachAsync(string command, params byte[][] files)
        => AskAsync(id => new { @do = "attach", client = name, id, name = command, files });

    /// <summary>Sends the numbers from 0 one after the other (Socket.IO).</summary>
    public Task BurstAsync(string command, int count) => driver.WriteAsync(new { @do = "burst", client = name, name = command, count });

    /// <summary>Waits until the client has moved from polling to another transport (Socket.IO).</summary>
    public async Task<string?> UpgradedAsync() => (await TakeAsync(seen => Kind(seen) == "upgraded")).GetProperty("message").GetString();

    /// <summary>Waits until the client has seen a heartbeat (Socket.IO).</summary>
    public Task PingedAsync() => TakeAsync(seen => Kind(seen) == "pinged");

    /// <summary>Breaks the connection without a word.</summary>
    public Task CutAsync() => driver.WriteAsync(new { @do = "cut", client = name });

    /// <summary>Leaves in good order.</summary>
    public Task LeaveAsync() => driver.WriteAsync(new { @do = "leave", client = name });

    /// <summary>The next event of that name: its only argument.</summary>
    public async Task<JsonElement> NextAsync(string eventName)
    {
        var seen = await TakeAsync(seen => Kind(seen) == "event" && seen.GetProperty("name").GetString() == eventName);
        Assert.Equal(0, seen.GetProperty("more").GetInt32());
        return seen.GetProperty("payload");
    }

    /// <summary>Waits until the client is connected.</summary>
    public async Task<RealtimeClient> ConnectedAsync()
    {
        var seen = await TakeAsync(seen => Kind(seen) is "connected" or "refused");
        Assert.Equal("connected", Kind(seen));
        return this;
    }

    /// <summary>The message with which the server refuses the client.</summary>
    public async Task<string> RefusedAsync()
    {
        var seen = await TakeAsync(seen => Kind(seen) is "connected" or "refused");
        Assert.Equal("refused", Kind(seen));
        return seen.GetProperty("message").GetString()!;
    }

    /// <summary>Waits until the connection is over; what the client was told.</summary>
    public async Task<string?> ClosedAsync() => (await TakeAsync(seen => Kind(seen) is "closed" or "reconnecting")).GetProperty("message").GetString();

    /// <summary>The events of that name that were seen so far and that nobody asked for.</summary>
    public int Count(string eventName)
    {
        lock (_lock)
            return _seen.Count(seen => Kind(seen) == "event" && seen.GetProperty("name").GetString() == eventName);
    }

    internal void See(JsonElement seen)
    {
        lock (_lock)
        {
            _seen.Add(seen);
            Tell();
        }
    }

    internal void Fail(Exception failure)
    {
        lock (_lock)
        {
            _failure = failure;
            Tell();
        }
    }

    private static string? Kind(JsonElement seen) => seen.GetProperty("kind").GetString();

    private void Tell()
    {
        _news.TrySetResult();
        _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task<JsonElement> TakeAsync(Func<JsonElement, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            Task news;
            lock (_lock)
            {
                var index = _seen.FindIndex(seen => wanted(seen));
                if (index >= 0)
                {
                    var found = _seen[index];
                    _seen.RemoveAt(index);
                    return found;
                }

                if (_failure is not null)
                    throw _failure;
                news = _news.Task;
            }

            try
            {
                await news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                    throw new TimeoutException($"{name} waited in vain; it has seen: {string.Join(", ", _seen)}");
            }
        }
    }
}
