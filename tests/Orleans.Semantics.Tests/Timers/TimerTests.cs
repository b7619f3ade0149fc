using Orleans;

namespace OrleansChat.Semantics.Tests.Timers;

public sealed class TimerTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private ITimerGrain Grain => cluster.Grains.GetGrain<ITimerGrain>(_key);

    [Fact]
    public async Task A_timer_ticks_again_and_again()
    {
        await Grain.StartAsync(interleave: false).Within();
        for (var i = 0; i < 3; i++) await Gate.Of(_key).EnteredAsync();
    }

    [Fact]
    public async Task A_timer_that_does_not_repeat_ticks_once()
    {
        Assert.Equal(1, await Grain.TickOnceAsync().Within());
    }

    [Fact]
    public async Task A_tick_waits_for_the_request_that_runs()
    {
        await Grain.StartAsync(interleave: false).Within();
        await Gate.Of(_key).EnteredAsync();
        Assert.Equal(0, await Grain.TicksDuringRequestAsync().Within());
    }

    [Fact]
    public async Task An_interleaving_tick_runs_beside_a_request()
    {
        await Grain.StartAsync(interleave: true).Within();
        await Gate.Of(_key).EnteredAsync();
        Assert.True(await Grain.AwaitTickAsync().Within());
    }

    [Fact]
    public async Task A_tick_that_fails_is_followed_by_the_next()
    {
        await Grain.StartFailingAsync().Within();
        for (var i = 0; i < 3; i++) await Gate.Of(_key).EnteredAsync();
    }

    [Fact]
    public async Task A_disposed_timer_does_not_tick()
    {
        await Grain.StartAsync(interleave: false).Within();
        await Gate.Of(_key).EnteredAsync();
        await Grain.StopAsync().Within();
        var ticks = await Grain.TicksAsync().Within();
        await cluster.Grains.GetGrain<ITimerGrain>(Guid.NewGuid()).TickOnceAsync().Within();
        Assert.Equal(ticks, await Grain.TicksAsync().Within());
    }
}

public interface ITimerGrain : IGrainWithGuidKey
{
    Task StartAsync(bool interleave);

    Task StartFailingAsync();

    Task StopAsync();

    Task<int> TicksAsync();

    Task<int> TickOnceAsync();

    Task<int> TicksDuringRequestAsync();

    Task<bool> AwaitTickAsync();
}

public sealed class TimerGrain : Grain, ITimerGrain
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    private TaskCompletionSource _tick = new();
    private Orleans.Runtime.IGrainTimer? _timer;
    private int _ticks;

    public Task StartAsync(bool interleave)
    {
        _timer = this.RegisterGrainTimer(Tick, new() { DueTime = Period, Period = Period, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailingAsync()
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                await Tick();
                throw new InvalidOperationException("A tick that fails.");
            },
            Period,
            Period);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public async Task<int> TickOnceAsync()
    {
        this.RegisterGrainTimer(Tick, new() { DueTime = Period, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        await _tick.Task;
        await OtherTimersAsync();
        return _ticks;
    }

    public async Task<int> TicksDuringRequestAsync()
    {
        var before = _ticks;
        await OtherTimersAsync();
        return _ticks - before;
    }

    public async Task<bool> AwaitTickAsync()
    {
        await _tick.Task;
        return true;
    }

    private Task Tick()
    {
        _ticks++;
        Gate.Of(this.GetPrimaryKey()).Note();
        var tick = _tick;
        _tick = new();
        tick.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Time in which a timer of the same period would have ticked: three ticks of another.</summary>
    private async Task OtherTimersAsync()
    {
        using var other = new PeriodicTimer(Period * 3);
        await other.WaitForNextTickAsync();
    }
}
