using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OrleansChat.WebFront.Http.Tokens;

/// <summary>
/// The access tokens that were found good, so that a client's next request costs no signature. Only good ones get in, so
/// nobody fills it with nonsense; when it is full it starts anew. It keeps hashes (SHA-256), which are shorter than tokens, and
/// of no use to whoever reads this process's memory.
/// </summary>
internal sealed class AccessTokenCache(int capacity)
{
    private readonly ConcurrentDictionary<TokenHash, AccessToken> _tokens = new();
    private int _count;

    /// <summary>What the token says, if it was found good before and has not expired.</summary>
    public AccessToken? Find(string token, DateTimeOffset now)
    {
        var hash = TokenHash.Of(token);
        if (!_tokens.TryGetValue(hash, out var known))
            return null;
        if (known.ExpiresAt > now)
            return known;
        if (_tokens.TryRemove(hash, out _))
            Interlocked.Decrement(ref _count);
        return null;
    }

    /// <summary>Remembers a token that was found good.</summary>
    public void Add(string token, AccessToken read)
    {
        if (!_tokens.TryAdd(TokenHash.Of(token), read) || Interlocked.Increment(ref _count) <= capacity)
            return;
        _tokens.Clear();
        Interlocked.Exchange(ref _count, 0);
    }

    private readonly record struct TokenHash(UInt128 High, UInt128 Low)
    {
        /// <summary>Of the text as it is in memory.</summary>
        public static TokenHash Of(string token)
        {
            Span<UInt128> hash = stackalloc UInt128[2];
            SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), MemoryMarshal.AsBytes(hash));
            return new TokenHash(hash[0], hash[1]);
        }

        public override int GetHashCode() => Low.GetHashCode();
    }
}
