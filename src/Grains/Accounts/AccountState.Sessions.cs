using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Accounts;

/// <summary>A session: only the hash of its current refresh secret is kept.</summary>
[GenerateSerializer, Immutable, Alias("account-session")]
internal sealed record Session(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string SecretHash,
    [property: Id(2)] DateTimeOffset ExpiresAt);

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
