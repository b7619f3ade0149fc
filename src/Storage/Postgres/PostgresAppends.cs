using Npgsql;
using NpgsqlTypes;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Postgres;

/// <summary>
/// The appends of a group, column by column, as one statement of any number of rows, and another that queues them for the indexer. A message
/// that is alone in its group has a plainer statement, which costs the server half as much. Lists and commands are used again for each group.
/// </summary>
internal sealed class PostgresAppends
{
    private const string Columns =
        "conversation_id, sequence, id, sender_id, type, content, metadata, parent_id, created_at, operation_id, operation_fingerprint, encrypted";

    // Appends to deleted conversations are left out. The indexer finds nothing where they would be.
    private const string InsertMany = $"""
        INSERT INTO messages ({Columns})
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS u ({Columns})
        WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = u.conversation_id AND c.deleted = 1)
        """;

    private const string InsertOne = $"""
        INSERT INTO messages ({Columns})
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
        WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = $1 AND c.deleted = 1)
        """;

    private const string Enqueue = "INSERT INTO search_queue (conversation_ids, sequences) VALUES ($1, $2)";

    private readonly PostgresColumn<Guid> _conversationIds = new(NpgsqlDbType.Uuid);
    private readonly PostgresColumn<long> _sequences = new(NpgsqlDbType.Bigint);
    private readonly PostgresColumn<Guid> _ids = new(NpgsqlDbType.Uuid);
    private readonly PostgresColumn<Guid> _senderIds = new(NpgsqlDbType.Uuid);
    private readonly PostgresColumn<short> _types = new(NpgsqlDbType.Smallint);
    private readonly PostgresColumn<string> _contents = new(NpgsqlDbType.Text);
    private readonly PostgresColumn<string?> _metadata = new(NpgsqlDbType.Text);
    private readonly PostgresColumn<Guid?> _parentIds = new(NpgsqlDbType.Uuid);
    private readonly PostgresColumn<long> _createdAt = new(NpgsqlDbType.Bigint);
    private readonly PostgresColumn<string?> _operationIds = new(NpgsqlDbType.Text);
    private readonly PostgresColumn<long?> _fingerprints = new(NpgsqlDbType.Bigint);
    private readonly PostgresColumn<short> _encrypted = new(NpgsqlDbType.Smallint);
    private readonly IPostgresColumn[] _columns;

    private readonly NpgsqlBatchCommand _insertMany = new(InsertMany);
    private readonly NpgsqlBatchCommand _insertOne = new(InsertOne);
    private readonly NpgsqlBatchCommand _enqueue = new(Enqueue);

    public PostgresAppends()
    {
        _columns =
        [
            _conversationIds, _sequences, _ids, _senderIds, _types, _contents, _metadata, _parentIds, _createdAt, _operationIds, _fingerprints,
            _encrypted,
        ];
        foreach (var column in _columns)
        {
            _insertMany.Parameters.Add(column.ToParameter());
            _insertOne.Parameters.Add(column.First);
        }

        _enqueue.Parameters.Add(_conversationIds.ToParameter());
        _enqueue.Parameters.Add(_sequences.ToParameter());
    }

    public int Count => _ids.Count;

    /// <summary>How many were stored, once the batch was executed.</summary>
    public int Stored => Count switch
    {
        0 => 0,
        1 => _insertOne.RecordsAffected,
        _ => _insertMany.RecordsAffected,
    };

    public void Clear()
    {
        foreach (var column in _columns)
        {
            column.Clear();
        }
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
        _encrypted.Add(message.Encrypted ? (short)1 : (short)0);
    }

    /// <summary>The statements that store what was added.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        if (Count == 0)
            return;
        batch.BatchCommands.Add(Count == 1 ? _insertOne : _insertMany);
        batch.BatchCommands.Add(_enqueue);
    }
}
