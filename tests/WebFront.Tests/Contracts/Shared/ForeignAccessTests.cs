using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>What belongs to others, asked for by a stranger.</summary>
public abstract class ForeignAccessTests(ContractProbe probe)
{
    /// <summary>The routes that name a thing.</summary>
    protected IEnumerable<ContractRoute> RoutesWithId => probe.Routes.Where(route => route.Parameters.Count > 0);

    /// <summary>The routes at a path and below it.</summary>
    protected IReadOnlyList<ContractRoute> RoutesUnder(string path)
        => [.. probe.Routes.Where(route => route.Path == path || route.Path.StartsWith($"{path}/", StringComparison.Ordinal))];

    /// <summary>Fails unless routes tell a stranger no more of a thing that exists than of one that does not: not a byte, not a header.</summary>
    /// <param name="routes">The routes.</param>
    /// <param name="call">Calls one for the thing that exists, or for one that does not.</param>
    protected async Task AssertAbsentAsync(IReadOnlyList<ContractRoute> routes, Func<ContractRoute, bool, Task<Answer>> call)
    {
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var real = await call(route, true);
            var absent = await call(route, false);
            Assert.True(real.Status == 404, $"{route}: {real.Status} {real.Text}");
            probe.AssertRefused(real, 404);
            Assert.Equal(probe.Comparable(absent), probe.Comparable(real));
            Assert.Equal(absent.Headers.Keys.Order(), real.Headers.Keys.Order());
        }
    }
}
