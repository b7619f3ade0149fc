using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Conversations;

/// <summary>The transactions that change a conversation's rows.</summary>
internal static class ConversationChanges
{
    private const string Insert = """
        INSERT INTO conversations (id, kind, epoch, version, title, description, cover, group_type, created_at, updated_at, deleted)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT (id) DO NOTHING
        """;

    private const string Update = """
        UPDATE conversations SET epoch = $2, version = $3, title = $4, description = $5, cover = $6, group_type = $7, updated_at = $8
        WHERE id = $1 AND version = $3 - 1 AND deleted = 0
        """;

    // A member who is there already keeps their place, date, horizons and settings; to who comes back hidden is what was.
    private const string PutMember = """
        INSERT INTO conversation_members (conversation_id, user_id, kind, ordinal, role, joined_at, delivered, seen, hidden)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT count(*) FROM message_hidden WHERE conversation_id = $1 AND user_id = $2))
        ON CONFLICT (conversation_id, user_id) DO UPDATE SET role = excluded.role
        """;

    private const string LastOrdinal = "SELECT max(ordinal) FROM conversation_members WHERE conversation_id = $1";

    private const string Delete = """
        UPDATE conversations SET deleted = 1, version = version + 1, title = NULL, description = NULL, cover = NULL
        WHERE id = $1 AND version = $2 AND deleted = 0
        """;

    public static async Task<int> CreateAsync(DbSession session, StoredConversation conversation, CancellationToken cancellationToken)
    {
        var stored = await session.ExecuteAsync(
            Insert,
            cancellationToken,
            conversation.Id,
            conversation.Kind,
            conversation.Epoch,
            conversation.Version,
            conversation.Title,
            conversation.Description,
            conversation.Cover,
            conversation.GroupType,
            conversation.CreatedAt,
            conversation.UpdatedAt);
        if (stored == 0)
            throw new StoreConflictException($"Conversation {conversation.Id} exists, or existed.");
        await PutMembersAsync(session, conversation, conversation.Members, cancellationToken);
        await session.IndexAgainAsync(conversation.Id, cancellationToken);
        return stored;
    }

    public static async Task<int> UpdateAsync(
        DbSession session, StoredConversation conversation, MemberChange? change, CancellationToken cancellationToken)
    {
        var stored = await session.ExecuteAsync(
            Update,
            cancellationToken,
            conversation.Id,
            conversation.Epoch,
            conversation.Version,
            conversation.Title,
            conversation.Description,
            conversation.Cover,
            conversation.GroupType,
            conversation.UpdatedAt);
        if (stored == 0)
            throw new StoreConflictException($"Conversation {conversation.Id} is not at version {conversation.Version - 1}.");
        if (change is null)
            return stored;
        foreach (var removed in change.Removed)
        {
            await session.ExecuteAsync(
                "DELETE FROM conversation_members WHERE conversation_id = $1 AND user_id = $2", cancellationToken, conversation.Id, removed);
        }

        await PutMembersAsync(session, conversation, change.Put, cancellationToken);
        return stored;
    }

    public static async Task<int> DeleteAsync(DbSession session, Guid conversationId, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deleted = await session.ExecuteAsync(Delete, cancellationToken, conversationId, version);
        if (deleted == 0)
            throw new StoreConflictException($"Conversation {conversationId} is not at version {version}.");
        await session.ExecuteAsync("DELETE FROM conversation_members WHERE conversation_id = $1", cancellationToken, conversationId);
        await session.ExecuteAsync("UPDATE files SET expires_at = 0 WHERE conversation_id = $1", cancellationToken, conversationId);
        return await session.ExecuteAsync(
            "INSERT INTO conversation_purges (conversation_id, deleted_at, next_at) VALUES ($1, $2, $2)", cancellationToken, conversationId, now);
    }

    private static async Task PutMembersAsync(
        DbSession session, StoredConversation conversation, IReadOnlyList<StoredMember> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0)
            return;
        var ordinal = await session.NumberAsync(LastOrdinal, cancellationToken, conversation.Id);
        foreach (var member in members)
        {
            await session.ExecuteAsync(
                PutMember,
                cancellationToken,
                conversation.Id,
                member.UserId,
                conversation.Kind,
                ++ordinal,
                member.Role,
                member.JoinedAt,
                member.Delivered,
                member.Seen);
        }
    }
}
