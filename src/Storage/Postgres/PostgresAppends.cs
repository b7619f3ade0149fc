using Npgsql;
using NpgsqlTypes;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>The appends of a group, column by column, as one statement of any number of rows. The lists are used again for each group.</summary>
internal sealed class PostgresAppends
{
    // Appends to deleted conversations are left out. What was stored goes to the indexer's queue, and its number is the answer.
    private const string Insert = """
        WITH stored AS (
            INSERT INTO messages (conversation_id, sequence, id, sender_id, type, content, metadata, parent_id, created_at, operation_id, operation_fingerprint)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                AS u (conversation_id, sequence, id, sender_id, type, content, metadata, parent_id, created_at, operation_id, operation_fingerprint)
            WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = u.conversation_id AND c.deleted = 1)
            RETURNING conversation_id, sequence)
        INSERT INTO search_queue (conversation_ids, sequences)
        SELECT array_agg(conversation_id), array_agg(sequence) FROM stored HAVING count(*) > 0
        RETURNING cardinality(sequences)
        """;

    private readonly List<Guid> _conversationIds = [];
    private readonly List<long> _sequences = [];
    private readonly List<Guid> _ids = [];
    private readonly List<Guid> _senderIds = [];
    private readonly List<short> _types = [];
    private readonly List<string> _contents = [];
    private readonly List<string?> _metadata = [];
    private readonly List<Guid?> _parentIds = [];
    private readonly List<long> _createdAt = [];
    private readonly List<string?> _operationIds = [];
    private readonly List<long?> _fingerprints = [];

    public PostgresAppends() => Command = new NpgsqlBatchCommand(Insert)
    {
        Parameters =
        {
            Array(_conversationIds, NpgsqlDbType.Uuid),
            Array(_sequences, NpgsqlDbType.Bigint),
            Array(_ids, NpgsqlDbType.Uuid),
            Array(_senderIds, NpgsqlDbType.Uuid),
            Array(_types, NpgsqlDbType.Smallint),
            Array(_contents, NpgsqlDbType.Text),
            Array(_metadata, NpgsqlDbType.Text),
            Array(_parentIds, NpgsqlDbType.Uuid),
            Array(_createdAt, NpgsqlDbType.Bigint),
            Array(_operationIds, NpgsqlDbType.Text),
            Array(_fingerprints, NpgsqlDbType.Bigint),
        },
    };

    /// <summary>Stores what was added; answers how many rows.</summary>
    public NpgsqlBatchCommand Command { get; }

    public int Count => _ids.Count;

    public void Clear()
    {
        _conversationIds.Clear();
        _sequences.Clear();
        _ids.Clear();
        _senderIds.Clear();
        _types.Clear();
        _contents.Clear();
        _metadata.Clear();
        _parentIds.Clear();
        _createdAt.Clear();
        _operationIds.Clear();
        _fingerprints.Clear();
    }

    public void Add(StoredMessage message)
    {
        _conversationIds.Add(message.ConversationId);
        _sequences.Add(message.Sequence);
        _ids.Add(message.Id);
        _senderIds.Add(message.SenderId);
        _types.Add((short)message.Type);
        _contents.Add(message.Content);
        _metadata.Add(message.Metadata);
        _parentIds.Add(message.ParentId);
        _createdAt.Add(Timestamps.ToMicroseconds(message.CreatedAt));
        _operationIds.Add(message.OperationId);
        _fingerprints.Add(message.OperationFingerprint);
    }

    private static NpgsqlParameter<List<T>> Array<T>(List<T> values, NpgsqlDbType type) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
