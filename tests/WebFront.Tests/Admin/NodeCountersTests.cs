using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Testing;
using OrleansChat.WebFront.Admin.Reports;
using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Tests.Admin;

public sealed class NodeCountersTests
{
    [Fact]
    public void Rates_are_of_the_time_since_the_reading_before()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<MetricsCollector>().BuildServiceProvider();
        var clock = new ManualTimeProvider();
        var requests = services.GetRequiredService<IMeterFactory>().Create("OrleansChat.Test").CreateCounter<long>("orleanschat.http.requests");
        var counters = new NodeCounters(services.GetRequiredService<MetricsCollector>(), clock);

        var sent = services.GetRequiredService<IMeterFactory>().Create("OrleansChat.Test").CreateCounter<long>("orleanschat.messages.sent");
        sent.Add(8, new KeyValuePair<string, object?>("outcome", "accepted"));
        sent.Add(2, new KeyValuePair<string, object?>("outcome", "refused"));
        requests.Add(6, new KeyValuePair<string, object?>("route", "a"));
        requests.Add(4, new KeyValuePair<string, object?>("route", "b"));
        clock.Advance(TimeSpan.FromSeconds(2));
        var load = counters.Read();
        Assert.Equal((5, 4), (load.Requests, load.Sends));

        requests.Add(1);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0.25, counters.Read().Requests);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, counters.Read().Requests);
        Assert.Equal(0, counters.Read().Requests);
    }
}
