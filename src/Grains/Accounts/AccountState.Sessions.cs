using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Accounts;

/// <summary>A session: only hashes of its refresh secrets are kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="SecretHash">Of the secret that was given out last.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed before.</param>
/// <param name="DeviceId">What its client calls the device; null when it did not say.</param>
/// <param name="PreviousHash">
/// Where refresh tokens are kept: of the secret that was traded for the last one, and is good until that one is used; null before the first trade.
/// </param>
/// <param name="KeepsRefreshToken">Whether its client may never learn of new refresh tokens.</param>
[GenerateSerializer, Immutable, Alias("account-session")]
internal sealed record Session(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string SecretHash,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] string? DeviceId = null,
    [property: Id(4)] string? PreviousHash = null,
    [property: Id(5)] bool KeepsRefreshToken = false)
{
    /// <summary>With a new secret in place of the one that <paramref name="secret"/> is; null when that is none that is good.</summary>
    public Session? Renew(string secret, string newSecret, DateTimeOffset expiresAt)
    {
        var (current, previous) = (RefreshSecret.Matches(SecretHash, secret), PreviousHash is not null && RefreshSecret.Matches(PreviousHash, secret));
        if (!current && !previous)
            return null;
        return this with
        {
            SecretHash = RefreshSecret.Hash(newSecret),
            PreviousHash = !KeepsRefreshToken ? null : current ? SecretHash : PreviousHash,
            ExpiresAt = expiresAt,
        };
    }
}

/// <summary>A session that ended, and when.</summary>
[GenerateSerializer, Immutable, Alias("account-ended-session")]
internal sealed record EndedSession([property: Id(0)] Guid Id, [property: Id(1)] DateTimeOffset EndedAt);

/// <summary>The rules of sessions.</summary>
internal sealed partial record AccountState
{
    /// <summary>A live session; null when there is none of that id.</summary>
    public Session? FindSession(Guid id, DateTimeOffset now) =>
        Sessions.FirstOrDefault(session => session.Id == id && session.ExpiresAt > now);

    /// <summary>With one session more; expired ones end, since connections of theirs may live, and so do the ones used longest ago when there are too many.</summary>
    public AccountState OpenSession(Session session, int maximum, DateTimeOffset now)
    {
        var live = Sessions.RemoveAll(other => other.ExpiresAt <= now);
        var over = Sessions.Where(other => other.ExpiresAt <= now).Concat(live.Take(Math.Max(0, live.Length + 1 - maximum)));
        var ended = EndSessions([.. over.Select(other => other.Id)], now);
        return ended with { Sessions = ended.Sessions.Add(session) };
    }

    /// <summary>With a new refresh secret for a session, which thereby is the one used last.</summary>
    public AccountState RenewSession(Session renewed) =>
        this with { Sessions = Sessions.RemoveAll(session => session.Id == renewed.Id).Add(renewed) };

    /// <summary>Without these sessions, which the cluster has to be told of.</summary>
    public AccountState EndSessions(ImmutableArray<Guid> ids, DateTimeOffset now)
    {
        var ending = Sessions.Where(session => ids.Contains(session.Id)).ToList();
        return ending.Count == 0
            ? this
            : this with
            {
                Sessions = Sessions.RemoveRange(ending),
                Revoking = Revoking.AddRange(ending.Select(session => new EndedSession(session.Id, now))),
            };
    }

    /// <summary>Deletion has begun: no session is left, and nobody can sign in.</summary>
    public AccountState BeginDeletion(DateTimeOffset now) =>
        EndSessions([.. Sessions.Select(session => session.Id)], now) with { Status = AccountStatus.Deleting, PasswordHash = "" };

    /// <summary>The ended sessions of which an access token may still be alive.</summary>
    public ImmutableArray<Guid> RevocationsDue(DateTimeOffset now, TimeSpan accessTokenLifetime) =>
        [.. Revoking.Where(session => session.EndedAt + accessTokenLifetime > now).Select(session => session.Id)];
}
