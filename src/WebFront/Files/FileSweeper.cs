using Microsoft.Extensions.Options;
using Orleans;
using OrleansChat.Grains.Interfaces.Files;

namespace OrleansChat.WebFront.Files;

/// <summary>
/// Deletes what expired: first the bytes, then the row that says that there are some, so that a crash in between leaves nothing that
/// nobody knows of. Every front does it; what two of them delete is as gone as what one did.
/// </summary>
internal sealed partial class FileSweeper(
    IGrainFactory grains,
    IFileStore store,
    IncomingFiles incoming,
    IOptions<FilesOptions> options,
    TimeProvider clock,
    ILogger<FileSweeper> log) : BackgroundService
{
    private const int AtATime = 100;

    /// <summary>Deletes all that has expired by now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        incoming.Sweep(clock.GetUtcNow());
        while (true)
        {
            var expired = await grains.GetGrain<IFileLookupGrain>(0).ExpiredAsync(AtATime);
            foreach (var id in expired)
            {
                await store.DeleteAsync(new BlobName(id, Thumbnail: true), cancellationToken);
                await store.DeleteAsync(new BlobName(id, Thumbnail: false), cancellationToken);
                await grains.GetGrain<IFileGrain>(id).ForgetAsync();
            }

            if (expired.Length < AtATime)
                return;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepPeriod, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepOrLaterAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SweepOrLaterAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Later(log, failure);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Expired files could not be deleted; the next round tries again")]
    private static partial void Later(ILogger log, Exception failure);
}
