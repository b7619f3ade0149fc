using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Meters of tests that have no silo.</summary>
internal static class TestMeters
{
    /// <summary>A factory of its own for each test.</summary>
    public static IMeterFactory Create() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
