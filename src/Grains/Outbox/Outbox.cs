using System.Text;
using OrleansChat.Storage.Outbox;

namespace OrleansChat.Grains.Outbox;

/// <summary>Stores what has to be sent, and wakes this silo's sender.</summary>
internal sealed class Outbox(IOutboxStore store, OutboxBell bell) : IOutbox
{
    private const int MaxBytes = 64 << 10;

    /// <inheritdoc/>
    public async Task QueueAsync(OutboxMessage message)
    {
        if (Encoding.UTF8.GetByteCount(message.Body) > MaxBytes)
            throw new ArgumentException($"A message may have {MaxBytes} bytes.", nameof(message));
        await store.AddAsync(message);
        bell.Ring();
    }
}
