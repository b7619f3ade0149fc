using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Outbox;

/// <summary>Shows what is kept of the outbox; keeps nothing itself, so calls need not wait for each other.</summary>
[GrainType("outbox"), StatelessWorker, Reentrant]
internal sealed class OutboxGrain(IOutboxStore store, IOptions<OutboxOptions> options) : Grain, IOutboxGrain
{
    private const int Limit = 100;

    /// <inheritdoc/>
    public async Task<ImmutableArray<OutboxEntry>> ListAsync(string? recipient) => options.Value.Keep
        ? [.. (await store.ListAsync(recipient, Limit)).Select(message => new OutboxEntry(
            message.Recipient, message.Channel, message.Subject, message.Body, message.Token, message.CreatedAt))]
        : [];
}
