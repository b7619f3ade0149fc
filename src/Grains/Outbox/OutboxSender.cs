using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Outbox;

/// <summary>Sends what is due, for as long as the silo runs: at once what was queued here, soon what was queued elsewhere.</summary>
internal sealed partial class OutboxSender(
    IOutboxStore store,
    OutboxBell bell,
    IEnumerable<IOutboxChannel> channels,
    OutboxCounts counts,
    IOptions<OutboxOptions> options,
    TimeProvider time,
    ILogger<OutboxSender> log) : BackgroundService
{
    private const int AtOnce = 16;
    private const int Kept = 1_000;
    private const int Unlimited = int.MaxValue;
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);
    private static readonly TimeSpan PrunePeriod = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(5);

    private readonly Dictionary<OutboxChannel, IOutboxChannel> _channels = channels.Where(channel => channel.IsOn).ToDictionary(channel => channel.Channel);
    private readonly HashSet<OutboxChannel> _missed = [];
    private DateTimeOffset _pruneAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not on the thread that starts the silo.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SendDueAsync(stoppingToken) < AtOnce)
                    await bell.WaitAsync(options.Value.Period, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever the store has against it, what is due waits there for the next attempt.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogStoreAway(log, failure);
                await bell.WaitAsync(StoreRetry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sends some of what is due; answers how many that were.</summary>
    internal async Task<int> SendDueAsync(CancellationToken cancellationToken)
    {
        var now = time.Stamp();
        if (now >= _pruneAt)
        {
            await store.PruneAsync(now - Age, options.Value.Keep ? Kept : Unlimited, cancellationToken);
            _pruneAt = now + PrunePeriod;
        }

        // An attempt that is cut short in time to say so never overlaps the next one.
        var leased = await store.LeaseAsync(now, now + (2 * options.Value.Timeout), AtOnce, cancellationToken);
        await Task.WhenAll(leased.Select(message => SendAsync(message, cancellationToken)));
        return leased.Count;
    }

    private async Task SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!_channels.TryGetValue(message.Channel, out var channel))
        {
            await WithoutChannelAsync(message, cancellationToken);
            return;
        }

        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Not all that can hang heeds its token: one such attempt must not keep the others.
            await channel.SendAsync(message, either.Token).WaitAsync(either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The silo stops, and nobody knows whether it was taken: another one sends it when the lease has run out.
            return;
        }
#pragma warning disable CA1031 // Whatever the channel has against it, it is tried again.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var next = OutboxRetries.Next(message.Attempts, time.Stamp());
            LogNotSent(log, message.Channel, message.Id, message.Attempts, next is null, failure);
            counts.Failed(message.Channel, next is not null);
            await store.FailedAsync(message.Id, next, cancellationToken);
            return;
        }

        counts.Sent(message.Channel);

        // Even while the silo stops: otherwise it would be sent again.
        await store.SentAsync(message.Id, time.Stamp(), options.Value.Keep, CancellationToken.None);
    }

    private Task WithoutChannelAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (options.Value.Keep)
            return store.SentAsync(message.Id, time.Stamp(), keepText: true, cancellationToken);
        lock (_missed)
        {
            if (_missed.Add(message.Channel))
                LogNoChannel(log, message.Channel);
        }

        counts.Failed(message.Channel, again: false);
        return store.FailedAsync(message.Id, dueAt: null, cancellationToken);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not reach the outbox; will try again")]
    private static partial void LogStoreAway(ILogger log, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Could not send {Channel} {Id}, attempt {Attempt} (given up: {GivenUp})")]
    private static partial void LogNotSent(ILogger log, OutboxChannel channel, Guid id, int attempt, bool givenUp, Exception failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Nothing is configured to send {Channel}: such messages are dropped")]
    private static partial void LogNoChannel(ILogger log, OutboxChannel channel);
}
