using System.Runtime.InteropServices;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// How far an ear has heard the conversations that it heard of lately: what it takes to notice that a silo died between storing a
/// message and telling of it. Bounded: the young are kept, and what was not heard of for a while is forgotten.
/// </summary>
internal sealed class HeardPositions(TimeProvider time)
{
    /// <summary>Conversations in each of the two generations.</summary>
    public const int Bound = 8192;

    /// <summary>How long a generation is the young one.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Dictionary<Guid, HeardPosition> _young = [];
    private Dictionary<Guid, HeardPosition> _old = [];
    private long _since = time.GetTimestamp();

    /// <summary>An event was heard; its conversation when it comes after a gap that was not there before, else null.</summary>
    public Guid? Hear(ChatEvent chatEvent) => chatEvent switch
    {
        MessagePosted posted => Put(posted.Message, posted.Message.Sequence, null),
        MessageEdited edited => Put(edited.Message, null, edited.Change),
        MessageDeleted deleted => Put(deleted.Message, null, deleted.Change),
        ReactionChanged reaction => Put(reaction.Message, null, reaction.Change),
        _ => null, // It has no place in its conversation.
    };

    /// <summary>The conversations that were heard of.</summary>
    public IReadOnlyCollection<Guid> List()
    {
        lock (_lock)
            return [.. _young.Keys.Union(_old.Keys)];
    }

    /// <summary>How far a conversation was heard; null when it was forgotten.</summary>
    public HeardPosition? Find(Guid conversationId)
    {
        lock (_lock)
            return _young.TryGetValue(conversationId, out var position) || _old.TryGetValue(conversationId, out position) ? position : null;
    }

    /// <summary>Whatever gap there was in <paramref name="seen"/> is explained.</summary>
    public void Settle(Guid conversationId, HeardPosition seen)
    {
        lock (_lock)
        {
            if (_young.TryGetValue(conversationId, out var position) && position.Epoch == seen.Epoch)
                _young[conversationId] = position.Settle(seen);
        }
    }

    private Guid? Put(Message message, long? sequence, long? change)
    {
        lock (_lock)
        {
            if (_young.Count >= Bound || time.GetElapsedTime(_since) > Age)
                (_old, _young, _since) = (_young, [], time.GetTimestamp());
            var id = message.ConversationId;
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, id, out var isYoung);
            if (!isYoung)
                position = _old.GetValueOrDefault(id);
            if (position.Epoch != message.Epoch)
                position = new HeardPosition(message.Epoch, default, default);
            var hadGap = position.HasGap;
            position = new HeardPosition(message.Epoch, position.Messages.Hear(sequence), position.Changes.Hear(change));
            return position.HasGap && !hadGap ? id : null;
        }
    }
}

/// <summary>How far a conversation was heard.</summary>
/// <param name="Epoch">The conversation's epoch.</param>
/// <param name="Messages">Its messages.</param>
/// <param name="Changes">Its changes.</param>
internal readonly record struct HeardPosition(long Epoch, HeardCount Messages, HeardCount Changes)
{
    /// <summary>Whether something between was not heard.</summary>
    public bool HasGap => Messages.HasGap || Changes.HasGap;

    /// <summary>The same without the gaps that were seen then.</summary>
    public HeardPosition Settle(HeardPosition seen) => new(Epoch, Messages.Settle(seen.Messages.Latest), Changes.Settle(seen.Changes.Latest));
}

/// <summary>How far something that counts up was heard; 0 for not at all.</summary>
/// <param name="Sure">The last number before the first gap.</param>
/// <param name="Latest">The last number.</param>
internal readonly record struct HeardCount(long Sure, long Latest)
{
    /// <summary>Whether a number between was not heard.</summary>
    public bool HasGap => Latest > Sure;

    /// <summary>A number was heard, if it is one.</summary>
    public HeardCount Hear(long? number) => number switch
    {
        null => this,
        { } first when Latest == 0 => new HeardCount(first, first),
        { } next when !HasGap && next <= Latest + 1 => new HeardCount(Math.Max(Latest, next), Math.Max(Latest, next)),
        { } later => this with { Latest = Math.Max(Latest, later) },
    };

    /// <summary>Whatever is missing up to a number is explained.</summary>
    public HeardCount Settle(long upTo) => new(Math.Max(Sure, Math.Min(upTo, Latest)), Latest);
}
