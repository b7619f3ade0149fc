using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Admin;

/// <summary>How often one client may try to sign in: 10 times per 5 minutes per IP; as often as it likes without <paramref name="windows"/>.</summary>
internal sealed class SignInLimit(FixedWindows? windows)
{
    private static readonly RateLimit Attempts = new("admin-sign-in", 10, TimeSpan.FromMinutes(5), RateLimitSubject.Address);

    /// <summary>Counts an attempt; when it is one too many, answers when the next may be made.</summary>
    public DateTimeOffset? Refuses(string client)
        => windows?.Take(Attempts, client) is { IsWithin: false, Ends: var ends } ? ends : null;
}
