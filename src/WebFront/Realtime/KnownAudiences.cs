using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// The audiences that an ear remembers: the latest of each conversation, as many as there is room for; those that were not named
/// for longest go first. Used by one call at a time.
/// </summary>
internal sealed class KnownAudiences(long maxBytes)
{
    private readonly Dictionary<Guid, LinkedListNode<AudienceDefinition>> _byConversation = [];
    private readonly LinkedList<AudienceDefinition> _latestFirst = [];
    private long _bytes;

    /// <summary>Who is in an audience; default when that is not known.</summary>
    public ImmutableArray<Guid> Find(AudienceName name)
    {
        if (!_byConversation.TryGetValue(name.ConversationId, out var node) || node.Value.Name != name)
            return default;
        if (_latestFirst.First != node)
        {
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
        }

        return node.Value.Users;
    }

    /// <summary>Remembers an audience in place of an earlier one of the same conversation.</summary>
    public void Learn(AudienceDefinition audience)
    {
        if (_byConversation.TryGetValue(audience.Name.ConversationId, out var earlier))
            Forget(earlier);
        _byConversation[audience.Name.ConversationId] = _latestFirst.AddFirst(audience);
        _bytes += Weight(audience);
        while (_bytes > maxBytes && _latestFirst.Last is { } last)
            Forget(last);
    }

    /// <summary>About what an audience takes in memory, bytes.</summary>
    public static int Weight(AudienceDefinition audience)
    {
        const int Fixed = 256;
        return Fixed + (audience.Users.Length * 16);
    }

    private void Forget(LinkedListNode<AudienceDefinition> node)
    {
        _latestFirst.Remove(node);
        _byConversation.Remove(node.Value.Name.ConversationId);
        _bytes -= Weight(node.Value);
    }
}
