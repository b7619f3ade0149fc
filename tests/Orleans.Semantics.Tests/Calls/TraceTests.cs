using System.Diagnostics;
using Orleans;

namespace OrleansChat.Semantics.Tests.Calls;

public sealed class TraceTests(ClusterFixture cluster)
{
    [Fact]
    public async Task A_trace_goes_on_in_the_grain_that_is_called()
    {
        using var listener = new ActivityListener
        {
            // Interfaces whose namespace begins with Orleans, as OrleansChat does, are traced as the runtime's own.
            ShouldListenTo = source => source.Name is "Microsoft.Orleans.Runtime" or TraceGrain.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var grain = cluster.Grains.GetGrain<ITraceGrain>(Guid.NewGuid());
        Assert.True(await grain.GoesOnInAsync(cluster.Grains.GetGrain<ITraceGrain>(Guid.NewGuid())).Within());
    }
}

public interface ITraceGrain : IGrainWithGuidKey
{
    Task<bool> GoesOnInAsync(ITraceGrain other);

    Task<string?> TraceAsync();
}

public sealed class TraceGrain : Grain, ITraceGrain
{
    public const string SourceName = "OrleansChat.Semantics.Tests";

    private static readonly ActivitySource Source = new(SourceName);

    public async Task<bool> GoesOnInAsync(ITraceGrain other)
    {
        using var activity = Source.StartActivity("asks");
        return activity is not null && activity.TraceId.ToString() == await other.TraceAsync();
    }

    public Task<string?> TraceAsync() => Task.FromResult(Activity.Current?.TraceId.ToString());
}
