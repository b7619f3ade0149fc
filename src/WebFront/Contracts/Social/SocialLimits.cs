using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Contracts.Social;

/// <summary>Social's published rate limits.</summary>
internal static class SocialLimits
{
    /// <summary><c>/auth/register</c> and <c>/auth/login</c>: 5 requests per 15 minutes per IP.</summary>
    public static readonly RateLimit Auth = new("social-auth", 5, TimeSpan.FromMinutes(15), RateLimitSubject.Address);

    /// <summary><c>POST /messages</c>: 30 requests per minute per user.</summary>
    public static readonly RateLimit Messages = new("social-messages", 30, TimeSpan.FromMinutes(1), RateLimitSubject.User);

    /// <summary>Everything else: 100 requests per 15 minutes per IP.</summary>
    public static readonly RateLimit General = new("social-general", 100, TimeSpan.FromMinutes(15), RateLimitSubject.Address);
}
