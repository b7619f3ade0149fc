using System.Runtime.InteropServices;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Says for clients whose contract has no word for it that messages were handed to them. What is handed over within a moment is one receipt
/// for each user and conversation. The first to be shed: beyond a bound nothing is noted, and a receipt that fails is not said again, since
/// the next message, or whoever reads the conversation, says as much.
/// </summary>
internal sealed partial class Deliveries(IGrainFactory grains, TimeProvider time, ILogger<Deliveries> log)
{
    /// <summary>Receipts that wait at most.</summary>
    public const int Bound = 8192;

    /// <summary>Receipts that are on their way at once.</summary>
    private const int AtOnce = 32;

    /// <summary>How long what was handed over waits for more of the same.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Dictionary<(Guid ConversationId, Guid UserId), long> _waiting = [];
    private bool _running;

    /// <summary>A message was handed to a connection of a user.</summary>
    public void Note(Guid userId, Message message)
    {
        if (userId == message.SenderId)
            return;
        lock (_lock)
        {
            if (_waiting.Count >= Bound)
                return;
            ref var sequence = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, (message.ConversationId, userId), out _);
            sequence = Math.Max(sequence, message.Sequence);
            if (_running)
                return;
            _running = true;
        }

        _ = Task.Run(SayAsync);
    }

    private async Task SayAsync()
    {
        while (true)
        {
            await Task.Delay(Gathering, time);
            Dictionary<(Guid ConversationId, Guid UserId), long> some;
            lock (_lock)
            {
                (some, _waiting) = (_waiting, []);
                _running = some.Count > 0;
            }

            if (some.Count == 0)
                return;
            await Parallel.ForEachAsync(some, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (receipt, _) => await SayAsync(receipt.Key, receipt.Value));
        }
    }

    private async Task SayAsync((Guid ConversationId, Guid UserId) to, long sequence)
    {
        try
        {
            await grains.Conversation(to.ConversationId).AcknowledgeAsync(to.UserId, sequence, ReceiptKind.Delivered);
        }
#pragma warning disable CA1031 // Deleted, left, overloaded, shutting down: whatever it is, the others' receipts go on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogNotSaid(to.ConversationId, to.UserId, failure);
        }
    }

    [LoggerMessage(LogLevel.Debug, "That a message of {ConversationId} was handed to {UserId} could not be said")]
    private partial void LogNotSaid(Guid conversationId, Guid userId, Exception failure);
}
