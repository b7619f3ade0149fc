using System.Collections.Concurrent;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>
/// The access tokens that were found good, so that a client's next request costs no signature. Only good ones get in, so
/// nobody fills it with nonsense; when it is full it starts anew.
/// </summary>
internal sealed class AccessTokenCache(int capacity)
{
    private readonly ConcurrentDictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>What the token says, if it was found good before and has not expired.</summary>
    public AccessToken? Find(string token, DateTimeOffset now)
    {
        if (!_tokens.TryGetValue(token, out var known))
            return null;
        if (known.ExpiresAt > now)
            return known;
        if (_tokens.TryRemove(token, out _))
            Interlocked.Decrement(ref _count);
        return null;
    }

    /// <summary>Remembers a token that was found good.</summary>
    public void Add(string token, AccessToken read)
    {
        if (!_tokens.TryAdd(token, read) || Interlocked.Increment(ref _count) <= capacity)
            return;
        _tokens.Clear();
        Interlocked.Exchange(ref _count, 0);
    }
}
