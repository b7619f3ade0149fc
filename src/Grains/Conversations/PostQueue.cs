using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>Messages on their way into the log, in order: several at a time, and each is out only when all before it are.</summary>
internal sealed class PostQueue(long head)
{
    private readonly Queue<(StoredMessage Message, Guid? Connection, Task Append)> _inFlight = [];

    /// <summary>The last message that is stored.</summary>
    public long Stored { get; private set; } = head;

    /// <summary>A message whose append was queued.</summary>
    public void Enqueue(StoredMessage message, Guid? connection, Task append) => _inFlight.Enqueue((message, connection, append));

    /// <summary>Takes out what is stored by now, in order.</summary>
    public IReadOnlyList<(StoredMessage Message, Guid? Connection)> TakeStored()
    {
        var stored = new List<(StoredMessage, Guid?)>();
        while (_inFlight.TryPeek(out var first) && first.Append.IsCompletedSuccessfully)
        {
            _inFlight.Dequeue();
            stored.Add((first.Message, first.Connection));
            Stored = first.Message.Sequence;
        }

        return stored;
    }

    /// <summary>The connection that a message came from of which it was not known whether it is stored; null for those of others.</summary>
    public Guid? ConnectionOf(StoredMessage message) =>
        _inFlight.FirstOrDefault(post => post.Message.Id == message.Id).Connection;

    /// <summary>Done when everything that was on its way has arrived, or never will.</summary>
    public async Task IdleAsync()
    {
        foreach (var append in _inFlight.Select(post => post.Append).ToList())
            await append.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
