using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Conversations;

/// <summary>
/// The list costs one look at the newest message of each membership, to sort them; everything else is read of the page's conversations only,
/// and of each no more than <see cref="ListingLimits"/> says.
/// </summary>
internal sealed class ConversationListings(IDatabase database) : IConversationListings
{
    /// <summary>Groups whose members one statement reads.</summary>
    private const int GroupsPerQuery = 16;

    // A member who hid nothing, which is nearly everyone, costs one look; of another one the newest few are looked through.
    private static readonly string Page = $"""
        SELECT c.id, c.kind, c.epoch, c.version, c.title, c.description, c.cover, c.group_type, c.created_at, c.updated_at,
            cm.pinned_at, cm.muted, cm.seen,
            coalesce(CASE cm.hidden
                WHEN 0 THEN (SELECT m.created_at FROM messages m WHERE m.conversation_id = cm.conversation_id ORDER BY m.sequence DESC LIMIT 1)
                ELSE (SELECT v.created_at FROM ({Newest("n.sequence, n.created_at", ListingLimits.Last)}) v WHERE {NotHidden("v")} ORDER BY v.sequence DESC LIMIT 1)
            END, c.created_at) AS active_at
        FROM conversation_members cm JOIN conversations c ON c.id = cm.conversation_id
        WHERE cm.user_id = $1
        ORDER BY CASE WHEN cm.pinned_at IS NULL THEN 1 ELSE 0 END, active_at DESC, c.id DESC LIMIT $2 OFFSET $3
        """;

    private static readonly string Lasts = $"""
        SELECT {MessageRows.Columns} FROM conversation_members cm JOIN messages m ON m.conversation_id = cm.conversation_id AND m.sequence = (
            SELECT v.sequence FROM ({Newest("n.sequence, n.deleted_at", ListingLimits.Last)}) v
            WHERE v.deleted_at IS NULL AND (cm.hidden = 0 OR {NotHidden("v")}) ORDER BY v.sequence DESC LIMIT 1)
        WHERE cm.user_id = $1 AND cm.conversation_id IN
        """;

    private static readonly string Unread = $"""
        SELECT cm.conversation_id, (
            SELECT count(*) FROM ({Newest("n.sequence, n.sender_id, n.deleted_at", ListingLimits.Unread, "n.sequence > cm.seen")}) v
            WHERE v.sender_id <> cm.user_id AND v.deleted_at IS NULL AND (cm.hidden = 0 OR {NotHidden("v")}))
        FROM conversation_members cm WHERE cm.user_id = $1 AND cm.conversation_id IN
        """;

    private const string User = "u.id, u.username, u.email, u.avatar, u.full_name";

    public Task<StoredPage<StoredListing>> ListAsync(Guid userId, long offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync((session, cancel) => ListAsync(session, userId, offset, limit, cancel), cancellationToken);

    public Task<IReadOnlyList<StoredUser>> ParticipantsAsync(Guid conversationId, Guid except, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<StoredUser>>(
            async (session, cancel) => [.. (await ReadOthersAsync(session, except, [conversationId], cancel))[conversationId]], cancellationToken);

    public Task<StoredSettings?> SetAsync(
        Guid conversationId, Guid userId, bool? pinned, bool? muted, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.WriteAsync((session, cancel) => SetAsync(session, conversationId, userId, pinned, muted, now, cancel), cancellationToken);

    /// <summary>The newest messages of the membership <c>cm</c>.</summary>
    private static string Newest(string columns, int count, string? where = null) =>
        $"SELECT {columns} FROM messages n WHERE n.conversation_id = cm.conversation_id{(where is null ? "" : $" AND {where}")} ORDER BY n.sequence DESC LIMIT {count}";

    private static string NotHidden(string message) =>
        $"NOT EXISTS (SELECT 1 FROM message_hidden h WHERE h.conversation_id = cm.conversation_id AND h.user_id = cm.user_id AND h.sequence = {message}.sequence)";

    private static async Task<StoredPage<StoredListing>> ListAsync(DbSession session, Guid userId, long offset, int limit, CancellationToken cancellationToken)
    {
        var total = await session.NumberAsync("SELECT count(*) FROM conversation_members WHERE user_id = $1", cancellationToken, userId);
        if (offset >= total)
            return new StoredPage<StoredListing>([], total);
        var page = await session.ListAsync(
            Page,
            row => new StoredListing(
                ConversationStore.Map(row), new StoredSettings(row.NumberOrNull(10) is not null, row.Number(11) != 0), row.Number(12), row.Time(13)),
            cancellationToken,
            userId,
            (long)limit,
            offset);
        if (page.Count == 0)
            return new StoredPage<StoredListing>([], total);

        var ids = DbSession.PadToPowerOfTwo([.. page.Select(listing => (object?)listing.Conversation.Id)]);
        var among = $"({DbSession.Placeholders(2, ids.Length)})";
        var lasts = (await session.ListAsync($"{Lasts} {among}", MessageRows.Map, cancellationToken, [userId, .. ids]))
            .ToDictionary(message => message.ConversationId);
        var unread = (await session.ListAsync($"{Unread} {among}", row => (Id: row.Id(0), Count: (int)row.Number(1)), cancellationToken, [userId, .. ids]))
            .ToDictionary(count => count.Id, count => count.Count);
        var others = await ReadOthersAsync(session, userId, [.. page.Select(listing => listing.Conversation.Id)], cancellationToken);
        return new StoredPage<StoredListing>(
            [.. page.Select(listing => listing with
            {
                Last = lasts.GetValueOrDefault(listing.Conversation.Id),
                Unread = unread.GetValueOrDefault(listing.Conversation.Id),
                Others = [.. others[listing.Conversation.Id]],
            })],
            total);
    }

    /// <summary>The first few members of each, so that a large group costs no more than a small one.</summary>
    private static async Task<ILookup<Guid, StoredUser>> ReadOthersAsync(
        DbSession session, Guid except, IReadOnlyList<Guid> conversations, CancellationToken cancellationToken)
    {
        var found = new List<(Guid Conversation, StoredUser User)>();
        foreach (var some in conversations.Chunk(GroupsPerQuery))
        {
            var ids = DbSession.PadToPowerOfTwo([.. some.Select(id => (object?)id)]);
            var sql = string.Join(" UNION ALL ", Enumerable.Range(0, ids.Length).Select(index => $"""
                SELECT {index}, {User} FROM (SELECT user_id FROM conversation_members WHERE conversation_id = ${index + 2} AND user_id <> $1
                    ORDER BY user_id LIMIT {ListingLimits.Participants}) member{index} JOIN users u ON u.id = member{index}.user_id
                """));
            var rows = await session.ListAsync(
                sql,
                row => (Index: (int)row.Number(0), User: new StoredUser(row.Id(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5))),
                cancellationToken,
                [except, .. ids]);
            found.AddRange(rows.Where(row => row.Index < some.Length).Select(row => (some[row.Index], row.User)));
        }

        return found.ToLookup(member => member.Conversation, member => member.User);
    }

    private static async Task<StoredSettings?> SetAsync(
        DbSession session, Guid conversationId, Guid userId, bool? pinned, bool? muted, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (pinned is { } pin)
        {
            await session.ExecuteAsync(
                $"UPDATE conversation_members SET pinned_at = {(pin ? "coalesce(pinned_at, $3)" : "NULL")} WHERE conversation_id = $1 AND user_id = $2",
                cancellationToken,
                pin ? [conversationId, userId, now] : [conversationId, userId]);
        }

        if (muted is { } mute)
        {
            await session.ExecuteAsync(
                "UPDATE conversation_members SET muted = $3 WHERE conversation_id = $1 AND user_id = $2", cancellationToken, conversationId, userId, mute ? 1L : 0L);
        }

        return await session.FirstAsync(
            "SELECT pinned_at, muted FROM conversation_members WHERE conversation_id = $1 AND user_id = $2",
            row => new StoredSettings(row.NumberOrNull(0) is not null, row.Number(1) != 0),
            cancellationToken,
            conversationId,
            userId);
    }
}
