using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Concurrency;

namespace OrleansChat.Semantics.Tests.Observers;

public interface IEar : IGrainObserver
{
    [OneWay]
    Task HearAsync(int number);

    Task ListenAsync(int number);

    Task<int> AnswerAsync(int number);

    Task FailAsync();
}

public interface ISpeakerGrain : IGrainWithGuidKey
{
    Task SpeakAsync(IEar ear, int from, int count);

    Task SpeakInOrderAsync(IEar ear, int count);

    Task<int> AskAsync(IEar ear, int number);

    Task FailAsync(IEar ear);

    Task KeepAsync(IEar ear);

    Task SpeakToKeptAsync(int number);
}

public sealed class SpeakerGrain : Grain, ISpeakerGrain
{
    private IEar? _kept;

    public async Task SpeakAsync(IEar ear, int from, int count)
    {
        for (var number = from; number < from + count; number++) await ear.HearAsync(number);
    }

    public async Task SpeakInOrderAsync(IEar ear, int count)
    {
        for (var number = 0; number < count; number++) await ear.ListenAsync(number);
    }

    public Task<int> AskAsync(IEar ear, int number) => ear.AnswerAsync(number);

    public Task FailAsync(IEar ear) => ear.FailAsync();

    public Task KeepAsync(IEar ear)
    {
        _kept = ear;
        return Task.CompletedTask;
    }

    public Task SpeakToKeptAsync(int number) => _kept!.HearAsync(number);
}

internal sealed class Ear : IEar
{
    private readonly List<int> _heard = [];
    private readonly TaskCompletionSource<IReadOnlyList<int>> _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;

    public int Expected { get; init; } = int.MaxValue;

    public bool WasEnteredTwice { get; private set; }

    public Task<IReadOnlyList<int>> HeardAsync() => _enough.Task.Within();

    public async Task HearAsync(int number)
    {
        WasEnteredTwice |= Interlocked.Increment(ref _inside) > 1;
        await Task.Yield();
        _heard.Add(number);
        Interlocked.Decrement(ref _inside);
        if (_heard.Count == Expected) _enough.TrySetResult(_heard);
    }

    public Task ListenAsync(int number) => HearAsync(number);

    public Task<int> AnswerAsync(int number) => Task.FromResult(number + 1);

    public Task FailAsync() => throw new InvalidOperationException("deaf");
}

public sealed class ObserverTests(ClusterFixture cluster)
{
    private readonly ISpeakerGrain _grain = cluster.Grains.GetGrain<ISpeakerGrain>(Guid.NewGuid());

    [Fact]
    public async Task An_observer_hears_every_one_way_call()
    {
        // In any order: between processes one-way calls overtake each other.
        var ear = new Ear { Expected = 300 };
        await _grain.SpeakAsync(cluster.Grains.CreateObjectReference<IEar>(ear), 0, 300).Within();
        Assert.Equal(Enumerable.Range(0, 300), (await ear.HeardAsync()).Order());
        GC.KeepAlive(ear);
    }

    [Fact]
    public async Task An_observer_hears_in_order_what_a_grain_says_when_it_waits_for_each_answer()
    {
        var ear = new Ear { Expected = 300 };
        await _grain.SpeakInOrderAsync(cluster.Grains.CreateObjectReference<IEar>(ear), 300).Within();
        Assert.Equal(Enumerable.Range(0, 300), await ear.HeardAsync());
        GC.KeepAlive(ear);
    }

    [Fact]
    public async Task Calls_to_an_observer_run_one_after_another()
    {
        var ear = new Ear { Expected = 400 };
        var reference = cluster.Grains.CreateObjectReference<IEar>(ear);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
            cluster.Grains.GetGrain<ISpeakerGrain>(Guid.NewGuid()).SpeakAsync(reference, i * 100, 100))).Within();
        await ear.HeardAsync();
        Assert.False(ear.WasEnteredTwice);
    }

    [Fact]
    public async Task An_observer_can_answer()
    {
        var ear = new Ear();
        Assert.Equal(6, await _grain.AskAsync(cluster.Grains.CreateObjectReference<IEar>(ear), 5).Within());
        GC.KeepAlive(ear);
    }

    [Fact]
    public async Task An_observer_that_fails_fails_the_grains_call()
    {
        var ear = new Ear();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => _grain.FailAsync(cluster.Grains.CreateObjectReference<IEar>(ear)).Within());
        Assert.Equal("deaf", failure.Message);
        GC.KeepAlive(ear);
    }

    [Fact]
    public async Task A_deleted_observer_hears_nothing_and_the_grain_does_not_mind()
    {
        var ear = new Ear { Expected = 1 };
        var reference = cluster.Grains.CreateObjectReference<IEar>(ear);
        cluster.Grains.DeleteObjectReference<IEar>(reference);
        await _grain.SpeakAsync(reference, 0, 10).Within();

        var second = new Ear { Expected = 1 };
        await _grain.SpeakAsync(cluster.Grains.CreateObjectReference<IEar>(second), 0, 1).Within();
        await second.HeardAsync();
        Assert.False(ear.HeardAsync().IsCompleted);
    }

    [Fact]
    public async Task An_observer_is_held_weakly()
    {
        var ear = KeepAndForget(out var kept);
        await kept.Within();
        for (var i = 0; i < 20 && ear.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(ear.IsAlive);
        await _grain.SpeakToKeptAsync(1).Within();
    }

    [Fact]
    public async Task An_object_that_is_no_reference_cannot_be_passed() =>
        await Assert.ThrowsAnyAsync<Exception>(async () => await _grain.AskAsync(new Ear(), 1).Within());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference KeepAndForget(out Task kept)
    {
        var ear = new Ear();
        kept = _grain.KeepAsync(cluster.Grains.CreateObjectReference<IEar>(ear));
        return new WeakReference(ear);
    }
}
