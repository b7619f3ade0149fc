using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Analytics;

/// <summary>What clients count, and what is counted of users (messenger 9). A stateless worker, key 0.</summary>
[Alias("analytics-grain")]
public interface IAnalyticsGrain : IGrainWithIntegerKey
{
    /// <summary>Stores an event.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>name</c>, <c>properties</c>, <c>at</c>).</exception>
    [Alias("track")]
    Task TrackAsync(AnalyticsEvent tracked);

    /// <summary>What a user did from one midnight (UTC) to another, which is not counted any more.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>from</c>, <c>until</c>).</exception>
    [Alias("usage")]
    Task<Usage> UsageAsync(Guid userId, DateTimeOffset from, DateTimeOffset until);
}
