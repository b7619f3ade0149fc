using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>Messenger's published rate limits.</summary>
internal static class MessengerLimits
{
    /// <summary><c>/auth</c>: 5 requests per minute per IP.</summary>
    public static readonly RateLimit Auth = new("messenger-auth", 5, TimeSpan.FromMinutes(1), RateLimitSubject.Address);

    /// <summary>File uploads: 100 per hour per user.</summary>
    public static readonly RateLimit Uploads = new("messenger-uploads", 100, TimeSpan.FromHours(1), RateLimitSubject.User);

    /// <summary>Messages over a realtime connection: 100 per minute per user.</summary>
    public static readonly RateLimit Commands = new("messenger-commands", 100, TimeSpan.FromMinutes(1), RateLimitSubject.User);

    /// <summary>Everything else: 1,000 requests per hour per user.</summary>
    public static readonly RateLimit General = new("messenger-general", 1000, TimeSpan.FromHours(1), RateLimitSubject.User);
}
