using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Search;

/// <summary>
/// What is left of deleted conversations. An append that began before the deletion may commit a moment after it; nobody
/// can read it, and it is wiped by a second round when every such append must be over.
/// </summary>
internal static class PurgeSteps
{
    private static readonly TimeSpan LongestAppend = TimeSpan.FromMinutes(1);

    /// <summary>The next conversation to wipe, with its number.</summary>
    public static Task<(Guid Id, long Number)?> NextAsync(DbSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.FirstAsync<(Guid, long)?>(
            """
            SELECT p.conversation_id, coalesce(c.number, 0) FROM conversation_purges p LEFT JOIN conversations c ON c.id = p.conversation_id
            WHERE p.next_at <= $1 LIMIT 1
            """,
            row => (row.Id(0), row.Number(1)),
            cancellationToken,
            now);

    /// <summary>Notes that a round found nothing more.</summary>
    public static async Task EndRoundAsync(DbSession session, Guid conversationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("DELETE FROM conversation_changes WHERE conversation_id = $1", cancellationToken, conversationId);
        await session.ExecuteAsync("DELETE FROM usage_progress WHERE conversation_id = $1", cancellationToken, conversationId);
        var over = await session.ExecuteAsync(
            "DELETE FROM conversation_purges WHERE conversation_id = $1 AND deleted_at <= $2", cancellationToken, conversationId, now - LongestAppend);
        if (over == 0)
        {
            await session.ExecuteAsync(
                "UPDATE conversation_purges SET next_at = $2 WHERE conversation_id = $1", cancellationToken, conversationId, now + LongestAppend);
        }
    }
}
