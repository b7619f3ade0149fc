using Microsoft.Extensions.Logging;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage.Search;

/// <summary>
/// Indexes in the background what was appended and edited, and finishes what deletions have begun. What is left to do is read from the database,
/// so a crash loses nothing; doing it twice changes nothing. Under load it leaves most of the time to the messages themselves (<see cref="IndexPace"/>).
/// </summary>
internal sealed partial class SearchIndexer(
    IMessageSearch search, IDatabaseLifetime database, WriteQueue queue, TimeProvider clock, ILogger<SearchIndexer> logger)
    : ISearchIndexer, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Task? _running;

    /// <summary>Starts the background work, once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _running ??= Task.Run(RunAsync);
        }
    }

    public Task CatchUpAsync(CancellationToken cancellationToken = default) => WorkAsync(null, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await _running;
    }

    private async Task RunAsync()
    {
        var pace = new IndexPace(clock);
        var (seen, lookedAt) = (-1L, clock.GetTimestamp());
        while (!_stop.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                // What other processes left behind when they crashed is looked for now and then.
                if (seen != queue.Queued || clock.GetElapsedTime(lookedAt) > LookAnyway)
                {
                    (seen, lookedAt) = (queue.Queued, clock.GetTimestamp());
                    await WorkAsync(pace, _stop.Token);
                }
            }
            catch (Exception failure) when (!_stop.IsCancellationRequested)
            {
                LogFailed(logger, failure);
                (seen, pause) = (-1, PauseAfterFailure);
            }
            catch (Exception) when (_stop.IsCancellationRequested)
            {
                return; // It was to end.
            }

            await Task.Delay(pause, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(IndexPace? pace, CancellationToken cancellationToken)
    {
        IndexStep step;
        do
        {
            var queued = queue.Queued;
            step = await StepAsync(cancellationToken);
            var rest = pace?.RestAfter(step.Work, step.More, busy: queue.Queued != queued) ?? TimeSpan.Zero;
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, clock, cancellationToken);
        }
        while (step.More);
    }

    /// <summary>One at a time, and nobody waits for another's rest. Neither new messages nor a deletion wait for the end of the other.</summary>
    private async Task<IndexStep> StepAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var indexed = await search.IndexNextAsync(cancellationToken);
            var began = clock.GetTimestamp();
            if (await search.PurgeNextAsync(cancellationToken))
                return new IndexStep(true, indexed.Work + clock.GetElapsedTime(began));
            if (!indexed.More)
                await database.TidyAsync(thoroughly: false, cancellationToken);
            return indexed;
        }
        finally
        {
            _one.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Messages could not be indexed for now; they will be.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
