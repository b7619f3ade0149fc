using Microsoft.Data.Sqlite;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Search;
using SQLitePCL;

namespace OrleansChat.Storage.Sqlite;

/// <summary>The writes of logs, as prepared statements. On the writer's thread only.</summary>
internal sealed class SqliteLogStatements : IDisposable
{
    private readonly SqliteStatement _append;
    private readonly SqliteStatement _hide;
    private readonly SqliteStatement _countHidden;
    private readonly SqliteStatement _saveHorizon;
    private readonly SqliteStatement _firstChange;
    private readonly SqliteStatement _nextChange;
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _edit;
    private readonly SqliteStatement _wipe;
    private readonly SqliteStatement _dropReactions;
    private readonly SqliteStatement _markChanged;
    private readonly SqliteStatement _addReaction;
    private readonly SqliteStatement _removeReaction;
    private readonly SqliteStatement _dropWord;
    private readonly SqliteStatement _indexAgain;
    private readonly List<SqliteStatement> _all = [];
    private long _position;

    public SqliteLogStatements(sqlite3 connection)
    {
        SqliteStatement Prepare(string sql)
        {
            var statement = new SqliteStatement(connection, sql);
            _all.Add(statement);
            return statement;
        }

        _append = Prepare("""
            INSERT INTO messages (position, conversation_id, sequence, id, sender_id, type, content, metadata, parent_id, created_at, operation_id, operation_fingerprint, encrypted)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
            WHERE NOT EXISTS (SELECT 1 FROM conversations WHERE id = ?2 AND deleted = 1)
            """);
        _hide = Prepare("INSERT INTO message_hidden (conversation_id, user_id, sequence, hidden_at) VALUES (?1, ?2, ?3, ?4)");
        _countHidden = Prepare("UPDATE conversation_members SET hidden = hidden + 1 WHERE conversation_id = ?1 AND user_id = ?2");
        _saveHorizon = Prepare("""
            UPDATE conversation_members SET delivered = max(delivered, ?3), seen = max(seen, ?4)
            WHERE conversation_id = ?1 AND user_id = ?2
            """);
        _firstChange = Prepare("INSERT INTO conversation_changes (conversation_id, change) VALUES (?1, 1)");
        _nextChange = Prepare("UPDATE conversation_changes SET change = ?2 WHERE conversation_id = ?1 AND change = ?2 - 1");
        _find = Prepare("""
            SELECT m.position, CASE m.encrypted WHEN 0 THEN m.content ELSE '' END, coalesce(c.number, 0), coalesce(c.deleted, 0) FROM messages m
            LEFT JOIN conversations c ON c.id = m.conversation_id
            WHERE m.conversation_id = ?1 AND m.sequence = ?2 AND m.deleted_at IS NULL
            """);
        _edit = Prepare("UPDATE messages SET content = ?2, edited_at = ?3, change = ?4, encrypted = ?5 WHERE position = ?1");
        _wipe = Prepare("""
            UPDATE messages SET content = '', metadata = NULL, operation_fingerprint = NULL, deleted_at = ?2, change = ?3 WHERE position = ?1
            """);
        _dropReactions = Prepare("DELETE FROM message_reactions WHERE conversation_id = ?1 AND sequence = ?2");
        _markChanged = Prepare("UPDATE messages SET change = ?2 WHERE position = ?1");
        _addReaction = Prepare("""
            INSERT INTO message_reactions (conversation_id, sequence, user_id, emoji, change, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO NOTHING
            """);
        _removeReaction = Prepare("DELETE FROM message_reactions WHERE conversation_id = ?1 AND sequence = ?2 AND user_id = ?3 AND emoji = ?4");
        _dropWord = Prepare("DELETE FROM message_words WHERE conversation = ?1 AND word = ?2 AND position = ?3");
        _indexAgain = Prepare("""
            INSERT INTO search_queue (position) SELECT ?1 WHERE ?1 <= (SELECT position FROM search_progress) ON CONFLICT DO NOTHING
            """);

        // A position is never used twice, even when the newest messages were deleted with their conversation.
        using var last = new SqliteStatement(connection, "SELECT max(coalesce((SELECT max(position) FROM messages), 0), (SELECT position FROM search_progress))");
        last.Step();
        _position = last.Number(0);
    }

    /// <summary>One statement; for a message that is hidden from a member several, of which all or none count.</summary>
    public void Append(AppendWrite write)
    {
        var message = write.Message;
        try
        {
            var stored = _append
                .Bind(1, ++_position)
                .Bind(2, message.ConversationId)
                .Bind(3, message.Sequence)
                .Bind(4, message.Id)
                .Bind(5, message.SenderId)
                .Bind(6, message.Type)
                .Bind(7, message.Content)
                .Bind(8, message.Metadata)
                .Bind(9, message.ParentId)
                .Bind(10, Timestamps.ToMicroseconds(message.CreatedAt))
                .Bind(11, message.OperationId)
                .Bind(12, message.OperationFingerprint)
                .Bind(13, message.Encrypted ? 1 : 0)
                .Execute();
            if (stored == 0)
                throw LogFailures.Deleted();
            if (message.HiddenFor is { } userId)
                Hide(message, userId);
        }
        catch (SqliteException conflict) when (conflict.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw LogFailures.Overtaken(conflict);
        }
    }

    public void SaveHorizon(HorizonWrite write) =>
        _saveHorizon.Bind(1, write.ConversationId).Bind(2, write.UserId).Bind(3, write.Delivered).Bind(4, write.Seen).Execute();

    /// <summary>Several statements: all or none of them count.</summary>
    public void Change(ChangeWrite write)
    {
        CompareAndSwap(write);
        if (!_find.Bind(1, write.ConversationId).Bind(2, write.Sequence).Step())
            throw LogFailures.NoSuchMessage(write.Sequence);
        var (position, content, conversation, deleted) = (_find.Number(0), _find.Text(1), _find.Number(2), _find.Number(3) != 0);
        _find.Reset();
        if (deleted)
            throw LogFailures.Deleted();
        switch (write)
        {
            case EditWrite edit:
                RemoveFromIndex(conversation, position, content);
                _edit.Bind(1, position).Bind(2, edit.Content).Bind(3, Timestamps.ToMicroseconds(edit.At)).Bind(4, edit.Change)
                    .Bind(5, edit.Encrypted ? 1 : 0).Execute();
                _indexAgain.Bind(1, position).Execute();
                break;
            case DeleteWrite delete:
                RemoveFromIndex(conversation, position, content);
                _wipe.Bind(1, position).Bind(2, Timestamps.ToMicroseconds(delete.At)).Bind(3, delete.Change).Execute();
                _dropReactions.Bind(1, write.ConversationId).Bind(2, write.Sequence).Execute();
                break;
            case AddReactionWrite add:
                _addReaction.Bind(1, add.ConversationId).Bind(2, add.Sequence).Bind(3, add.UserId).Bind(4, add.Emoji)
                    .Bind(5, add.Change).Bind(6, Timestamps.ToMicroseconds(add.At)).Execute();
                _markChanged.Bind(1, position).Bind(2, add.Change).Execute();
                break;
            case RemoveReactionWrite remove:
                _removeReaction.Bind(1, remove.ConversationId).Bind(2, remove.Sequence).Bind(3, remove.UserId).Bind(4, remove.Emoji).Execute();
                _markChanged.Bind(1, position).Bind(2, remove.Change).Execute();
                break;
            default:
                throw new InvalidOperationException($"{write.GetType().Name} is no change of a log.");
        }
    }

    public void Dispose() => _all.ForEach(statement => statement.Dispose());

    private void Hide(StoredMessage message, Guid userId)
    {
        _hide.Bind(1, message.ConversationId).Bind(2, userId).Bind(3, message.Sequence).Bind(4, Timestamps.ToMicroseconds(message.CreatedAt)).Execute();
        _countHidden.Bind(1, message.ConversationId).Bind(2, userId).Execute();
    }

    private void CompareAndSwap(ChangeWrite write)
    {
        try
        {
            var swapped = write.Change == 1
                ? _firstChange.Bind(1, write.ConversationId).Execute()
                : _nextChange.Bind(1, write.ConversationId).Bind(2, write.Change).Execute();
            if (swapped == 0)
                throw LogFailures.Overtaken();
        }
        catch (SqliteException conflict) when (conflict.SqliteErrorCode == raw.SQLITE_CONSTRAINT)
        {
            throw LogFailures.Overtaken(conflict);
        }
    }

    private void RemoveFromIndex(long conversation, long position, string content)
    {
        foreach (var word in SearchWords.OfMessage(content))
        {
            _dropWord.Bind(1, conversation).Bind(2, word).Bind(3, position).Execute();
        }
    }
}
