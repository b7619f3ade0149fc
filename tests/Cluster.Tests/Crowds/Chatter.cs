using System.Diagnostics;
using OrleansChat.Cluster.Tests.Clients;

namespace OrleansChat.Cluster.Tests.Crowds;

/// <summary>
/// A crowd that writes at a steady rate, whatever happens: each of its clients sends at its own times and catches up after a pause, four of
/// five messages to its partner and one to its group.
/// </summary>
internal sealed class Chatter : IAsyncDisposable
{
    /// <summary>Messages of one client on their way at once: fewer than a connection's commands that the server runs at once.</summary>
    private const int InFlight = 24;
    private const int OneOf = 5;

    private static readonly TimeSpan EndTime = TimeSpan.FromMinutes(3);

    private readonly Crowd _crowd;
    private readonly CancellationTokenSource _stop = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Task _sending;
    private int _sent;

    private Chatter(Crowd crowd, int rate)
    {
        _crowd = crowd;
        var pause = TimeSpan.FromSeconds(1) / ((double)rate / crowd.Clients.Count);
        _sending = Task.WhenAll(crowd.Clients.Select((client, number) => SendAsync(client, number, pause)));
    }

    /// <summary>How long it has gone on.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Messages acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _sent);

    /// <summary>Begins; <paramref name="rate"/> is messages a second, of all clients together.</summary>
    public static Chatter Begin(Crowd crowd, int rate) => new(crowd, rate);

    /// <summary>Lets it go on until so much time has gone since it began.</summary>
    public Task UntilAsync(TimeSpan elapsed) => elapsed > Elapsed ? Task.Delay(elapsed - Elapsed, TimeProvider.System) : Task.CompletedTask;

    /// <summary>Begins no more messages, and waits until every one is acknowledged.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await _sending.WaitAsync(EndTime);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    private async Task SendAsync(ChatClient client, int number, TimeSpan pause)
    {
        var user = _crowd.NumberOf(client.Account);
        var (partner, group) = (_crowd.PartnerOf(user).Id, _crowd.GroupOf(user));
        using var places = new SemaphoreSlim(InFlight);
        var sends = new List<Task>();
        var due = _began + (long)(Random.Shared.NextDouble() * pause.TotalSeconds * Stopwatch.Frequency);
        for (var message = 0; !_stop.IsCancellationRequested; message++)
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await places.WaitAsync();
            if (_stop.IsCancellationRequested)
                break;
            sends.RemoveAll(send => send.IsCompletedSuccessfully);
            sends.Add(SendOneAsync(message));
            due += (long)(pause.TotalSeconds * Stopwatch.Frequency);
        }

        await Task.WhenAll(sends);

        async Task SendOneAsync(int message)
        {
            try
            {
                var toGroup = (message + number) % OneOf == 0;
                await client.SendAsync(toGroup ? null : partner, toGroup ? group : null, $"{client.Name}-{message}");
                Interlocked.Increment(ref _sent);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
