using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>A keyed send that this activation knows of. <see cref="InFlight"/> is its answer while it is not durable yet.</summary>
internal sealed class Send(long fingerprint, long sequence)
{
    /// <summary>Tells whether a repetition has the same body.</summary>
    public long Fingerprint { get; } = fingerprint;

    /// <summary>The message's place.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The answer to come; null once the message is stored.</summary>
    public Task<Message>? InFlight { get; set; }
}

/// <summary>The newest keyed sends of a conversation, those in flight included; a bounded number.</summary>
internal sealed class RecentSends
{
    private readonly int _capacity;
    private readonly Dictionary<(Guid Sender, string OperationId), Send> _sends = [];
    private readonly Queue<(Guid Sender, string OperationId)> _order = [];
    private readonly ForgottenSends _forgotten = new();
    private readonly bool _hasOlder;

    /// <summary>Begins with what was read from the log.</summary>
    public RecentSends(IReadOnlyList<StoredOperation> newest, bool hasOlder, int capacity = LogLimits.RecentOperations)
    {
        _capacity = capacity;
        _hasOlder = hasOlder;
        foreach (var operation in newest)
            Add(operation.SenderId, operation.OperationId, new Send(operation.Fingerprint, operation.Sequence));
    }

    /// <summary>The send of that key; null when it is not among the newest.</summary>
    public Send? Find(Guid sender, string operationId) => _sends.GetValueOrDefault((sender, operationId));

    /// <summary>Whether a send that is not among them may be known to the store; nearly always false where the store had no older ones at the beginning.</summary>
    public bool MayBeOlder(Guid sender, string operationId) => _hasOlder || _forgotten.MayHold(sender, operationId);

    /// <summary>Remembers a send, and forgets the oldest when there are too many.</summary>
    public void Add(Guid sender, string operationId, Send send)
    {
        _sends[(sender, operationId)] = send;
        _order.Enqueue((sender, operationId));

        // What is in flight is nowhere else: it stays.
        while (_order.Count > _capacity && _sends[_order.Peek()].InFlight is null)
        {
            var oldest = _order.Dequeue();
            _sends.Remove(oldest);
            _forgotten.Add(oldest.Sender, oldest.OperationId);
        }
    }
}
