using OrleansChat.Testing.History;

namespace OrleansChat.Cluster.Tests.Clients;

/// <summary>
/// How far one client is in one conversation (docs/resume.md): it takes messages over in order, keeps those that came before their
/// turn, and knows where it would go on from. Used under its client's lock.
/// </summary>
internal sealed class Position(Guid conversation)
{
    private readonly SortedDictionary<long, Guid> _early = [];

    /// <summary>The conversation.</summary>
    public Guid Conversation => conversation;

    /// <summary>The conversation's epoch; 0 when nothing is known yet.</summary>
    public long Epoch { get; private set; }

    /// <summary>The last message taken over.</summary>
    public long Sequence { get; private set; }

    /// <summary>The last change known.</summary>
    public long Change { get; set; }

    /// <summary>Whether messages wait for one before them.</summary>
    public bool HasGap => _early.Count > 0;

    /// <summary>Takes a message; <paramref name="heard"/> is told of those whose turn it is, in order.</summary>
    public void Take(SeenMessage message, long epoch, Action<SeenMessage> heard)
    {
        Epoch = epoch;
        if (message.Sequence <= Sequence)
        {
            heard(message); // Once more: the history sees whether it is the same.
            return;
        }

        _early[message.Sequence] = message.Id;
        while (_early.Remove(Sequence + 1, out var id))
            heard(new SeenMessage(conversation, ++Sequence, id));
    }
}
