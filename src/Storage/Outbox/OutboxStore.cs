using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Outbox;

/// <summary>The outbox, as rows.</summary>
internal sealed class OutboxStore(IDatabase database) : IOutboxStore
{
    private const string Columns = "id, channel, recipient, subject, body, token, user_id, created_at, attempts";

    private const string Add = """
        INSERT INTO outbox (id, channel, recipient, subject, body, token, user_id, created_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Due = $"""
        SELECT {Columns} FROM outbox WHERE sent_at IS NULL AND due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) ORDER BY due_at LIMIT $2
        """;

    // Once more whether nobody else has it: another sender may have taken it since it was found.
    private const string Lease = """
        UPDATE outbox SET leased_until = $3, attempts = attempts + 1
        WHERE id = $1 AND sent_at IS NULL AND due_at <= $2 AND (leased_until IS NULL OR leased_until <= $2)
        """;

    private const string Prune = """
        DELETE FROM outbox WHERE (sent_at IS NOT NULL OR due_at IS NULL)
            AND (created_at < $1 OR created_at < (SELECT created_at FROM outbox ORDER BY created_at DESC LIMIT 1 OFFSET $2))
        """;

    public Task AddAsync(OutboxMessage message, CancellationToken cancellationToken = default)
    {
        StorableText.Check(message.Recipient, nameof(message));
        StorableText.Check(message.Subject, nameof(message));
        StorableText.Check(message.Body, nameof(message));
        StorableText.Check(message.Token, nameof(message));
        return database.WriteAsync(
            (session, cancel) => session.ExecuteAsync(
                Add,
                cancel,
                message.Id,
                (long)message.Channel,
                message.Recipient,
                message.Subject,
                message.Body,
                message.Token,
                message.UserId,
                message.CreatedAt),
            cancellationToken);
    }

    public async Task<IReadOnlyList<OutboxMessage>> LeaseAsync(
        DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken = default)
    {
        var due = await database.ReadAsync((session, cancel) => session.ListAsync(Due, Map, cancel, now, (long)limit), cancellationToken);
        return due.Count == 0
            ? due
            : await database.WriteAsync((session, cancel) => LeaseAsync(session, due, now, until, cancel), cancellationToken);
    }

    public Task SentAsync(Guid id, DateTimeOffset now, bool keepText, CancellationToken cancellationToken = default) => database.WriteAsync(
        (session, cancel) => session.ExecuteAsync(
            keepText ? "UPDATE outbox SET sent_at = $2 WHERE id = $1" : "UPDATE outbox SET sent_at = $2, body = NULL, token = NULL WHERE id = $1", cancel, id, now),
        cancellationToken,
        wipes: !keepText);

    public Task FailedAsync(Guid id, DateTimeOffset? dueAt, CancellationToken cancellationToken = default) => database.WriteAsync(
        (session, cancel) => dueAt is { } due
            ? session.ExecuteAsync("UPDATE outbox SET due_at = $2, leased_until = NULL WHERE id = $1 AND sent_at IS NULL", cancel, id, due)
            : session.ExecuteAsync("UPDATE outbox SET due_at = NULL, body = NULL, token = NULL WHERE id = $1 AND sent_at IS NULL", cancel, id),
        cancellationToken,
        wipes: dueAt is null);

    public Task<IReadOnlyList<OutboxMessage>> ListAsync(string? recipient, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<OutboxMessage>>(
            async (session, cancel) => recipient is null
                ? await session.ListAsync($"SELECT {Columns} FROM outbox WHERE body IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $1", Map, cancel, (long)limit)
                : await session.ListAsync(
                    $"SELECT {Columns} FROM outbox WHERE recipient = $1 AND body IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $2",
                    Map,
                    cancel,
                    recipient,
                    (long)limit),
            cancellationToken);

    public Task PruneAsync(DateTimeOffset before, int newest, CancellationToken cancellationToken = default) =>
        database.WriteAsync((session, cancel) => session.ExecuteAsync(Prune, cancel, before, newest - 1L), cancellationToken);

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync((session, cancel) => session.ExecuteAsync("DELETE FROM outbox WHERE user_id = $1", cancel, userId), cancellationToken, wipes: true);

    private static async Task<IReadOnlyList<OutboxMessage>> LeaseAsync(
        DbSession session, List<OutboxMessage> due, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var leased = new List<OutboxMessage>(due.Count);

        // In one order, whoever takes them: two who wait for each other's rows would wait for ever.
        foreach (var message in due.OrderBy(message => message.Id))
        {
            if (await session.ExecuteAsync(Lease, cancellationToken, message.Id, now, until) == 1)
                leased.Add(message with { Attempts = message.Attempts + 1 });
        }

        return leased;
    }

    private static OutboxMessage Map(Row row) => new(
        row.Id(0),
        (OutboxChannel)row.Number(1),
        row.Text(2),
        row.TextOrNull(3),
        row.TextOrNull(4) ?? "",
        row.TextOrNull(5),
        row.IdOrNull(6),
        row.Time(7),
        (int)row.Number(8));
}
