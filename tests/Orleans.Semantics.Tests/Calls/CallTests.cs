using Orleans;
using Orleans.Runtime;

namespace OrleansChat.Semantics.Tests.Calls;

public sealed class CallTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private ICallGrain Grain => cluster.Grains.GetGrain<ICallGrain>(_key);

    [Fact]
    public async Task A_method_can_return_a_value_task()
    {
        await Grain.TouchAsync();
        Assert.Equal(21, await Grain.HalveValueAsync(42));
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_type_message_and_members()
    {
        var odd = await Assert.ThrowsAsync<OddException>(() => Grain.HalveAsync(5).Within());
        Assert.Equal((5, "5 is odd."), (odd.Number, odd.Message));
    }

    [Fact]
    public async Task An_exception_reaches_the_caller_with_its_stack()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailAsync("no").Within());
        Assert.Equal("no", failure.Message);
        Assert.Contains(nameof(CallGrain), failure.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grain_that_failed_goes_on()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailAsync("no").Within());
        Assert.Equal(2, await Grain.HalveAsync(4).Within());
    }

    [Fact]
    public async Task A_one_way_request_is_not_waited_for()
    {
        await Grain.PassOneWayAsync().Within();
        await Gate.Of(_key).EnteredAsync();
        Gate.Of(_key).Open();
    }

    [Fact]
    public async Task A_one_way_request_that_fails_does_not_fail_its_caller()
    {
        await Grain.FailOneWayAsync().Within();
        await Gate.Of(_key).EnteredAsync();
        Assert.Equal(2, await Grain.HalveAsync(4).Within());
    }

    [Fact]
    public async Task A_grain_that_passes_itself_passes_a_reference() =>
        Assert.True(await Grain.IntroduceToAsync(cluster.Grains.GetGrain<ICallGrain>(Guid.NewGuid())).Within());

    [Fact]
    public async Task References_to_the_same_grain_are_equal()
    {
        var self = await Grain.SelfAsync().Within();
        Assert.Equal(Grain, self);
        Assert.Equal(Grain.GetHashCode(), self.GetHashCode());
        Assert.Equal(_key, self.GetPrimaryKey());
        Assert.NotEqual(Grain, cluster.Grains.GetGrain<ICallGrain>(Guid.NewGuid()));
    }

    [Fact]
    public async Task The_callers_cancellation_reaches_the_grain_within_its_context_and_fails_the_call()
    {
        using var cancellation = new CancellationTokenSource();
        var call = Grain.WaitAsync(cancellation.Token);
        await Gate.Of(_key).EnteredAsync();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within());
        Assert.True(await CallGrain.Cancellations.GetOrAdd(_key, _ => new()).Task.Within());
    }

    [Fact]
    public async Task A_request_that_is_canceled_already_is_not_sent()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Grain.WaitAsync(cancellation.Token).Within());
    }

    [Fact]
    public void An_interface_that_no_class_implements_is_refused() =>
        Assert.Throws<ArgumentException>(() => cluster.Grains.GetGrain<INobodysGrain>(_key));
}

public interface INobodysGrain : IGrainWithGuidKey
{
    Task NothingAsync();
}

public sealed class RequestContextTests(ClusterFixture cluster)
{
    private readonly ICallGrain _grain = cluster.Grains.GetGrain<ICallGrain>(Guid.NewGuid());

    [Fact]
    public async Task A_value_goes_with_a_request_and_on_with_those_it_causes()
    {
        RequestContext.Set("color", "green");
        Assert.Equal("green", await _grain.ContextAsync("color").Within());
        var next = cluster.Grains.GetGrain<ICallGrain>(Guid.NewGuid());
        Assert.Equal("green", await _grain.ForwardContextAsync(next, "color").Within());
    }

    [Fact]
    public async Task What_the_grain_changes_does_not_come_back()
    {
        RequestContext.Set("color", "green");
        Assert.Equal("red", await _grain.ChangeContextAsync("color", "red").Within());
        Assert.Equal("green", RequestContext.Get("color"));
    }

    [Fact]
    public async Task What_one_request_sets_is_not_there_for_the_next()
    {
        RequestContext.Clear();
        await _grain.ChangeContextAsync("color", "red").Within();
        Assert.Null(await _grain.ContextAsync("color").Within());
    }
}

public sealed class FilterTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private IFilteredGrain Grain => cluster.Grains.GetGrain<IFilteredGrain>(_key);

    [Fact]
    public async Task A_filter_of_the_silo_runs_around_the_grains_own_and_can_change_the_result()
    {
        Assert.Equal(7, await Grain.DoubleAsync(3).Within());
        Assert.Equal(["in: DoubleAsync", "grain: DoubleAsync", "out: DoubleAsync"], SiloFilter.Seen[_key]);
    }

    [Fact]
    public async Task A_filter_of_leaving_requests_sees_what_a_grain_sends()
    {
        var other = Guid.NewGuid();
        await Grain.CallAsync(cluster.Grains.GetGrain<IFilteredGrain>(other), 5).Within();
        Assert.Contains("sent: 5", SiloFilter.Seen[other]);
    }

    [Fact]
    public async Task A_filter_can_refuse_a_request()
    {
        var refusal = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Grain.RefusedAsync().Within());
        Assert.Equal("refused by the grain's filter", refusal.Message);
    }
}
