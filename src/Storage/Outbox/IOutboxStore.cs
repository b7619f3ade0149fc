using OrleansChat.Grains.Interfaces.Outbox;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Outbox;

/// <summary>
/// What has to leave the cluster: durable before it is sent, and leased to one sender at a time. A sender that ends in between leaves the lease
/// to run out, and the next one sends again: at least once, never not. Whom it has to forget loses what was not sent.
/// </summary>
public interface IOutboxStore : IForgetsAccounts
{
    /// <summary>Adds a message; one with an id that is known changes nothing.</summary>
    Task AddAsync(OutboxMessage message, CancellationToken cancellationToken = default);

    /// <summary>Takes messages that are due, longest due first, which are nobody else's until <paramref name="until"/>. Each time counts as an attempt.</summary>
    Task<IReadOnlyList<OutboxMessage>> LeaseAsync(DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellationToken = default);

    /// <summary>A message was sent; its text is wiped unless it is to be kept.</summary>
    Task SentAsync(Guid id, DateTimeOffset now, bool keepText, CancellationToken cancellationToken = default);

    /// <summary>A message was not sent and is due again; without a time it is given up, and its text is wiped.</summary>
    Task FailedAsync(Guid id, DateTimeOffset? dueAt, CancellationToken cancellationToken = default);

    /// <summary>The newest messages that have their text, of one recipient or of all.</summary>
    Task<IReadOnlyList<OutboxMessage>> ListAsync(string? recipient, int limit, CancellationToken cancellationToken = default);

    /// <summary>Forgets what was sent or given up and is older than <paramref name="before"/>, or is none of the newest <paramref name="newest"/>.</summary>
    Task PruneAsync(DateTimeOffset before, int newest, CancellationToken cancellationToken = default);
}

/// <summary>One thing that has to leave the cluster.</summary>
/// <param name="Id">Its id: repeating it stores nothing twice.</param>
/// <param name="Channel">How it leaves.</param>
/// <param name="Recipient">The address, number or device.</param>
/// <param name="Subject">Of a mail; otherwise null.</param>
/// <param name="Body">The text.</param>
/// <param name="Token">The token or code that the text carries; null when it carries none.</param>
/// <param name="UserId">Whose it is; null when it is nobody's.</param>
/// <param name="CreatedAt">When it was queued, and so due.</param>
/// <param name="Attempts">How often it was leased.</param>
public sealed record OutboxMessage(
    Guid Id,
    OutboxChannel Channel,
    string Recipient,
    string? Subject,
    string Body,
    string? Token,
    Guid? UserId,
    DateTimeOffset CreatedAt,
    int Attempts = 0);
