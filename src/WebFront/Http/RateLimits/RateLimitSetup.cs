namespace OrleansChat.WebFront.Http.RateLimits;

/// <summary>The counters of published limits, for all contracts of this front, their requests and their commands.</summary>
internal static class RateLimitSetup
{
    /// <summary>Adds them.</summary>
    public static void AddRateLimits(this IServiceCollection services)
        => services.AddSingleton(provider => new FixedWindows(provider.GetRequiredService<TimeProvider>(), FixedWindows.DefaultCapacity));

    /// <summary>Whether the limits that contracts publish apply; <c>RateLimits:Enabled</c> of the configuration.</summary>
    public static bool AppliesRateLimits(this IConfiguration configuration) => configuration.GetValue("RateLimits:Enabled", true);
}
