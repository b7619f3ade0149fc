using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Conversations;

/// <summary>Conversations and members, as rows.</summary>
internal sealed class ConversationStore(IDatabase database, ContactsReader contacts, TimeProvider clock) : IConversationStore
{
    private const string Columns =
        "c.id, c.kind, c.epoch, c.version, c.title, c.description, c.cover, c.group_type, c.created_at, c.updated_at";

    private const string Members = """
        SELECT user_id, role, joined_at, delivered, seen, hidden FROM conversation_members WHERE conversation_id = $1 ORDER BY ordinal
        """;

    public Task<StoredConversation?> LoadAsync(Guid conversationId, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var conversation = await session.FirstAsync(
                    $"SELECT {Columns} FROM conversations c WHERE c.id = $1 AND c.deleted = 0", Map, cancel, conversationId);
                return conversation is null
                    ? null
                    : conversation with
                    {
                        Members = await session.ListAsync(
                            Members,
                            row => new StoredMember(row.Id(0), (int)row.Number(1), row.Time(2), row.Number(3), row.Number(4)) { Hidden = row.Number(5) },
                            cancel,
                            conversationId),
                    };
            },
            cancellationToken);

    public Task CreateAsync(StoredConversation conversation, CancellationToken cancellationToken = default)
    {
        CheckTexts(conversation);
        return database.WriteAsync((session, cancel) => ConversationChanges.CreateAsync(session, conversation, cancel), cancellationToken);
    }

    public Task UpdateAsync(StoredConversation conversation, MemberChange? change, CancellationToken cancellationToken = default)
    {
        CheckTexts(conversation);
        return database.WriteAsync((session, cancel) => ConversationChanges.UpdateAsync(session, conversation, change, cancel), cancellationToken);
    }

    // After this nobody can read it or append to it. The indexer wipes its messages in the background: there may be millions.
    public Task DeleteAsync(Guid conversationId, long version, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            (session, cancel) => ConversationChanges.DeleteAsync(session, conversationId, version, clock.GetUtcNow(), cancel), cancellationToken, wipes: true);

    public Task<StoredPage<StoredConversation>> ListGroupsAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(
            async (session, cancel) =>
            {
                var total = await session.NumberAsync("SELECT count(*) FROM conversation_members WHERE user_id = $1 AND kind = 1", cancel, userId);
                if (offset >= total)
                    return new StoredPage<StoredConversation>([], total);
                var groups = await session.ListAsync(
                    $"""
                    SELECT {Columns} FROM conversation_members cm JOIN conversations c ON c.id = cm.conversation_id
                    WHERE cm.user_id = $1 AND cm.kind = 1 ORDER BY cm.joined_at DESC, cm.conversation_id DESC LIMIT $2 OFFSET $3
                    """,
                    Map,
                    cancel,
                    userId,
                    (long)limit,
                    offset);
                return new StoredPage<StoredConversation>(groups, total);
            },
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ListIdsAsync(Guid userId, bool groupsOnly, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Guid>>(
            async (session, cancel) => await session.ListAsync(
                "SELECT conversation_id FROM conversation_members WHERE user_id = $1 AND kind >= $2 ORDER BY kind, joined_at LIMIT $3",
                row => row.Id(0),
                cancel,
                userId,
                groupsOnly ? 1L : 0L,
                (long)limit),
            cancellationToken);

    public Task<IReadOnlyList<Guid>> ListContactsAsync(Guid userId, int limit, CancellationToken cancellationToken = default) =>
        contacts.ListAsync(userId, limit, cancellationToken);

    private static void CheckTexts(StoredConversation conversation)
    {
        StorableText.Check(conversation.Title, nameof(conversation));
        StorableText.Check(conversation.Description, nameof(conversation));
        StorableText.Check(conversation.Cover, nameof(conversation));
    }

    /// <summary>The first ten columns of a row.</summary>
    internal static StoredConversation Map(Row row) => new(
        row.Id(0), (int)row.Number(1), row.Number(2), row.Number(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), (int)row.Number(7), row.Time(8), row.Time(9));
}
