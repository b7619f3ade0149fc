namespace OrleansChat.WebFront.Http.RateLimits;

/// <summary>Whose requests share a counter.</summary>
internal enum RateLimitSubject
{
    /// <summary>Those from one address.</summary>
    Address,

    /// <summary>Those of one user; of one address where nobody is signed in.</summary>
    User,
}

/// <summary>A published limit, as data: so many requests of a group of endpoints in a window of time, by each subject.</summary>
internal sealed record RateLimit(string Group, int Permits, TimeSpan Window, RateLimitSubject Subject);

/// <summary>Marks an endpoint whose requests count towards a limit other than the contract's general one.</summary>
internal sealed record LimitedBy(RateLimit Limit);

/// <summary>Marks an endpoint that no limit applies to.</summary>
internal sealed class Unlimited;
