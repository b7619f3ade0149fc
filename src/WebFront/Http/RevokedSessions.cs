using System.Collections.Concurrent;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Http;

/// <summary>The sessions that ended while access tokens of theirs may still be alive, as this front knows them.</summary>
internal interface IRevokedSessions
{
    /// <summary>From now on the session's tokens are refused.</summary>
    void Add(Guid sessionId);

    /// <summary>Whether the session has ended.</summary>
    bool Contains(Guid sessionId);
}

/// <summary>Forgets a session once the last access token that it can have has expired: bounded by what ends in that time.</summary>
internal sealed class RevokedSessions(TimeProvider clock) : IRevokedSessions
{
    private static readonly TimeSpan Kept = AccessTokens.Longest + TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _sessions = new();
    private readonly ConcurrentQueue<(Guid Session, DateTimeOffset Until)> _byAge = new();

    /// <inheritdoc/>
    public void Add(Guid sessionId)
    {
        var now = clock.GetUtcNow();
        Forget(now);
        _sessions[sessionId] = now + Kept;
        _byAge.Enqueue((sessionId, now + Kept));
    }

    /// <inheritdoc/>
    public bool Contains(Guid sessionId) => _sessions.ContainsKey(sessionId);

    private void Forget(DateTimeOffset now)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Until <= now && _byAge.TryDequeue(out oldest))
        {
            // Added again meanwhile: it stays for as long as the later entry says.
            if (_sessions.TryGetValue(oldest.Session, out var until) && until <= now)
                _sessions.TryRemove(new(oldest.Session, until));
        }
    }
}
