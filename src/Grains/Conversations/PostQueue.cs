using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Conversations;

/// <summary>A message on its way into the log, and the connection that it came from.</summary>
internal sealed class Post(StoredMessage stored, Guid? connection, Task append)
{
    private Message? _message;

    /// <summary>What is to be stored.</summary>
    public StoredMessage Stored => stored;

    /// <summary>Where it came from; null for nowhere in particular.</summary>
    public Guid? Connection => connection;

    /// <summary>Done when it is durable.</summary>
    public Task Append => append;

    /// <summary>The message as its sender is answered and everyone else hears of it: one object for all.</summary>
    public Message ToMessage(ConversationState conversation) => _message ??= stored.ToNewMessage(conversation);
}

/// <summary>Messages on their way into the log, in order: several at a time, and each is out only when all before it are.</summary>
internal sealed class PostQueue(long head)
{
    private readonly Queue<Post> _inFlight = [];

    /// <summary>The last message that is stored.</summary>
    public long Stored { get; private set; } = head;

    /// <summary>A message whose append was queued.</summary>
    public void Enqueue(Post post) => _inFlight.Enqueue(post);

    /// <summary>Takes out the next that is stored by now, in order; null when there is none.</summary>
    public Post? TakeStored()
    {
        if (!_inFlight.TryPeek(out var first) || !first.Append.IsCompletedSuccessfully)
            return null;
        Stored = first.Stored.Sequence;
        return _inFlight.Dequeue();
    }

    /// <summary>The connection that a message came from of which it was not known whether it is stored; null for those of others.</summary>
    public Guid? ConnectionOf(StoredMessage message) =>
        _inFlight.FirstOrDefault(post => post.Stored.Id == message.Id)?.Connection;

    /// <summary>Done when everything that was on its way has arrived, or never will.</summary>
    public async Task IdleAsync()
    {
        foreach (var append in _inFlight.Select(post => post.Append).ToList())
            await append.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
