namespace OrleansChat.Semantics.Tests.Turns;

public sealed class TurnTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private ITurnGrain Grain => cluster.Grains.GetGrain<ITurnGrain>(_key);

    [Fact]
    public async Task A_request_waits_for_the_one_that_runs()
    {
        var first = Grain.PassAsync();
        await Gate.Of(_key).EnteredAsync();
        var second = Grain.CountAsync();
        Assert.Equal(1, await Grain.PeekAsync().Within());
        Assert.False(second.IsCompleted);
        Gate.Of(_key).Open();
        await first.Within();
        Assert.Equal(0, await second.Within());
    }

    [Fact]
    public async Task An_always_interleaving_request_runs_beside_one_that_waits()
    {
        var first = Grain.PassAsync();
        await Gate.Of(_key).EnteredAsync();
        Assert.Equal(1, await Grain.PeekAsync().Within());
        Gate.Of(_key).Open();
        await first.Within();
    }

    [Fact]
    public async Task Read_only_requests_run_beside_each_other()
    {
        var gate = Guid.NewGuid();
        var reads = new[] { Grain.ReadAsync(gate), Grain.ReadAsync(gate), Grain.ReadAsync(gate) };
        foreach (var _ in reads) await Gate.Of(gate).EnteredAsync();
        Gate.Of(gate).Open();
        await Task.WhenAll(reads).Within();
    }

    [Fact]
    public async Task A_read_only_request_waits_for_a_writing_one()
    {
        var gate = Guid.NewGuid();
        var write = Grain.PassAsync();
        await Gate.Of(_key).EnteredAsync();
        var read = Grain.ReadAsync(gate);
        await Grain.PeekAsync().Within();
        Assert.False(read.IsCompleted);
        Gate.Of(_key).Open();
        await Gate.Of(gate).EnteredAsync();
        Gate.Of(gate).Open();
        await Task.WhenAll(write, read).Within();
    }

    [Fact]
    public async Task A_writing_request_waits_for_a_read_only_one()
    {
        var gate = Guid.NewGuid();
        var read = Grain.ReadAsync(gate);
        await Gate.Of(gate).EnteredAsync();
        var write = Grain.CountAsync();
        await Grain.PeekAsync().Within();
        Assert.False(write.IsCompleted);
        Gate.Of(gate).Open();
        await Task.WhenAll(read, write).Within();
    }

    [Fact]
    public async Task Requests_to_a_reentrant_grain_run_beside_each_other()
    {
        var grain = cluster.Grains.GetGrain<IReentrantGrain>(_key);
        var calls = new[] { grain.PassAsync(), grain.PassAsync() };
        foreach (var _ in calls) await Gate.Of(_key).EnteredAsync();
        Gate.Of(_key).Open();
        await Task.WhenAll(calls).Within();
    }

    [Fact]
    public async Task Interleaved_requests_still_run_one_at_a_time()
    {
        var grain = cluster.Grains.GetGrain<IReentrantGrain>(_key);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.AddAsync())).Within();
        Assert.Equal(2010, await grain.AddAsync().Within());
    }

    [Fact]
    public async Task A_grain_can_say_which_requests_run_beside_others()
    {
        var grain = cluster.Grains.GetGrain<IPickyGrain>(_key);
        var first = grain.PassAsync();
        await Gate.Of(_key).EnteredAsync();
        var ordinary = grain.AskAsync("ordinary");
        Assert.Equal("urgent!", await grain.AskAsync("urgent").Within());
        Assert.False(ordinary.IsCompleted);
        Gate.Of(_key).Open();
        await Task.WhenAll(first, ordinary).Within();
    }

    [Fact]
    public async Task Continuations_stay_in_the_context_of_the_activation() => Assert.True(await Grain.StaysInContextAsync().Within());

    [Fact]
    public async Task Task_Run_leaves_the_context_of_the_activation() => Assert.True(await Grain.LeavesContextAsync().Within());

    [Fact]
    public async Task A_call_chain_may_come_back_where_it_is_allowed_to()
    {
        var other = cluster.Grains.GetGrain<IChainGrain>(Guid.NewGuid());
        Assert.Equal("here", await cluster.Grains.GetGrain<IChainGrain>(_key).CallAsync(other, allowed: true).Within());
    }

    [Fact]
    public async Task A_call_chain_that_comes_back_elsewhere_times_out()
    {
        var other = cluster.Grains.GetGrain<IChainGrain>(Guid.NewGuid());
        await Assert.ThrowsAsync<TimeoutException>(() => cluster.Grains.GetGrain<IChainGrain>(_key).CallAsync(other, allowed: false).Within());
    }

    [Fact]
    public async Task A_stateless_worker_has_as_many_activations_as_it_may_and_no_more()
    {
        var worker = cluster.Grains.GetGrain<IWorkerGrain>(0);
        var calls = new[] { worker.PassAsync(_key), worker.PassAsync(_key), worker.PassAsync(_key) };
        await Gate.Of(_key).EnteredAsync();
        await Gate.Of(_key).EnteredAsync();
        Assert.Equal(3, calls.Count(call => !call.IsCompleted));
        Gate.Of(_key).Open();
        await Gate.Of(_key).EnteredAsync();
        await Task.WhenAll(calls).Within();
    }
}
