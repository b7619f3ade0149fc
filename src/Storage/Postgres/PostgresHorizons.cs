using Npgsql;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>The horizons of a group: only the furthest of each member is written, all in one statement.</summary>
internal sealed class PostgresHorizons
{
    private const string Save = """
        UPDATE conversation_members m SET delivered = greatest(m.delivered, u.delivered), seen = greatest(m.seen, u.seen)
        FROM unnest($1, $2, $3, $4) AS u (conversation_id, user_id, delivered, seen)
        WHERE m.conversation_id = u.conversation_id AND m.user_id = u.user_id AND (m.delivered < u.delivered OR m.seen < u.seen)
        """;

    private readonly Dictionary<(Guid ConversationId, Guid UserId), (long Delivered, long Seen)> _furthest = [];
    private readonly List<Guid> _conversationIds = [];
    private readonly List<Guid> _userIds = [];
    private readonly List<long> _delivered = [];
    private readonly List<long> _seen = [];
    private readonly NpgsqlBatchCommand _command;

    public PostgresHorizons() => _command = new NpgsqlBatchCommand(Save)
    {
        Parameters =
        {
            new NpgsqlParameter<List<Guid>> { TypedValue = _conversationIds },
            new NpgsqlParameter<List<Guid>> { TypedValue = _userIds },
            new NpgsqlParameter<List<long>> { TypedValue = _delivered },
            new NpgsqlParameter<List<long>> { TypedValue = _seen },
        },
    };

    public bool Any => _furthest.Count > 0;

    public void Clear()
    {
        _furthest.Clear();
        _conversationIds.Clear();
        _userIds.Clear();
        _delivered.Clear();
        _seen.Clear();
    }

    public void Add(HorizonWrite write)
    {
        var key = (write.ConversationId, write.UserId);
        var (delivered, seen) = _furthest.GetValueOrDefault(key);
        _furthest[key] = (Math.Max(delivered, write.Delivered), Math.Max(seen, write.Seen));
    }

    /// <summary>The statement that saves what was added; call it once.</summary>
    public NpgsqlBatchCommand ToCommand()
    {
        // In one order everywhere, so that two processes that lock the same rows do not wait for each other.
        foreach (var ((conversationId, userId), (delivered, seen)) in _furthest.OrderBy(row => row.Key.ConversationId).ThenBy(row => row.Key.UserId))
        {
            _conversationIds.Add(conversationId);
            _userIds.Add(userId);
            _delivered.Add(delivered);
            _seen.Add(seen);
        }

        return _command;
    }
}
