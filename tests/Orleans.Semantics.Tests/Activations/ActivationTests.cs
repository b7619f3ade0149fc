using Orleans;

namespace OrleansChat.Semantics.Tests.Activations;

public sealed class ActivationTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private ILifeGrain Grain => cluster.Grains.GetGrain<ILifeGrain>(_key);

    [Fact]
    public async Task A_grain_is_activated_by_its_first_request_and_stays()
    {
        var first = await Grain.ActivationAsync().Within();
        Assert.Equal(first, await Grain.ActivationAsync().Within());
        Assert.Equal(["activated"], LifeGrain.Events[_key]);
    }

    [Fact]
    public async Task A_constructor_gets_services() => Assert.Equal("Hello, you!", await Grain.GreetAsync("you").Within());

    [Fact]
    public async Task A_grain_that_asks_for_it_is_deactivated_and_activated_anew()
    {
        var first = await Grain.LeaveAsync().Within();
        Assert.NotEqual(first, await Grain.ActivationAsync().Within());
        Assert.Equal(["activated", "deactivated: ApplicationRequested", "activated"], LifeGrain.Events[_key]);
    }

    [Fact]
    public async Task A_deactivation_waits_for_the_request_that_runs()
    {
        var running = Grain.LeaveAndPassAsync();
        await Gate.Of(_key).EnteredAsync();
        var next = Grain.ActivationAsync();
        Gate.Of(_key).Open();
        await Task.WhenAll(running, next).Within();
        Assert.Equal(["activated", "passed", "deactivated: ApplicationRequested", "activated"], LifeGrain.Events[_key]);
    }

    [Fact]
    public async Task A_request_that_arrives_during_deactivation_goes_to_the_next_activation()
    {
        var grain = cluster.Grains.GetGrain<IFarewellGrain>(_key);
        var first = await grain.LeaveAsync().Within();
        await Gate.Of(_key).EnteredAsync();
        var next = grain.ActivationAsync();
        Assert.False(next.IsCompleted);
        Gate.Of(_key).Open();
        Assert.NotEqual(first, await next.Within());
    }

    [Fact]
    public async Task An_idle_grain_is_deactivated()
    {
        await cluster.Grains.GetGrain<IIdleGrain>(_key).ActivationAsync().Within();
        var reason = await IdleGrain.Ends.GetOrAdd(_key, _ => new()).Task.Within();
        Assert.Equal(DeactivationReasonCode.ActivationIdle, reason);
    }

    [Fact]
    public async Task A_failed_activation_fails_the_request_and_the_next_request_tries_again()
    {
        var grain = cluster.Grains.GetGrain<IUnwillingGrain>(_key);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => grain.HelloAsync().Within());
        Assert.Contains("not today", failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("hello", await grain.HelloAsync().Within());
    }

    [Fact]
    public async Task A_constructor_that_fails_fails_the_request()
    {
        var grain = cluster.Grains.GetGrain<IMisbuiltGrain>(_key);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => grain.HelloAsync().Within());
        Assert.Contains("cannot be built", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_can_deactivate_a_grain()
    {
        var first = await Grain.ActivationAsync().Within();
        await cluster.Cluster.DeactivateAsync(Grain).Within();
        Assert.NotEqual(first, await Grain.ActivationAsync().Within());
    }
}
