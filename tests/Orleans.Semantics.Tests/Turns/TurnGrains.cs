using Orleans;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace OrleansChat.Semantics.Tests.Turns;

public interface ITurnGrain : IGrainWithGuidKey
{
    Task PassAsync();

    Task<int> CountAsync();

    [AlwaysInterleave]
    Task<int> PeekAsync();

    [ReadOnly]
    Task ReadAsync(Guid gate);

    Task<bool> StaysInContextAsync();

    Task<bool> LeavesContextAsync();
}

public sealed class TurnGrain : Grain, ITurnGrain
{
    private int _running;

    public async Task PassAsync()
    {
        _running++;
        await Gate.Of(this.GetPrimaryKey()).PassAsync();
        _running--;
    }

    public Task<int> CountAsync() => Task.FromResult(_running);

    public Task<int> PeekAsync() => Task.FromResult(_running);

    public Task ReadAsync(Guid gate) => Gate.Of(gate).PassAsync();

    public async Task<bool> StaysInContextAsync()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var afterYield = TaskScheduler.Current;
        await Task.Run(() => { });
        return before != TaskScheduler.Default && before == afterYield && before == TaskScheduler.Current;
    }

    public Task<bool> LeavesContextAsync() => Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);
}

public interface IReentrantGrain : IGrainWithGuidKey
{
    Task PassAsync();

    Task<int> AddAsync();
}

[Reentrant]
public sealed class ReentrantGrain : Grain, IReentrantGrain
{
    private int _sum;

    public Task PassAsync() => Gate.Of(this.GetPrimaryKey()).PassAsync();

    public async Task<int> AddAsync()
    {
        for (var i = 0; i < 10; i++)
        {
            var read = _sum;
            for (var spin = 0; spin < 100; spin++) read = Math.Max(read, _sum);
            _sum = read + 1;
            await Task.Yield();
        }

        return _sum;
    }
}

public interface IPickyGrain : IGrainWithGuidKey
{
    Task PassAsync();

    Task<string> AskAsync(string question);
}

[MayInterleave(nameof(MayInterleave))]
public sealed class PickyGrain : Grain, IPickyGrain
{
    public static bool MayInterleave(IInvokable request) =>
        request.GetMethodName() == nameof(AskAsync) && request.GetArgument(0) is "urgent";

    public Task PassAsync() => Gate.Of(this.GetPrimaryKey()).PassAsync();

    public Task<string> AskAsync(string question) => Task.FromResult($"{question}!");
}

public interface IChainGrain : IGrainWithGuidKey
{
    Task<string> CallAsync(IChainGrain other, bool allowed);

    Task<string> CallBackAsync(IChainGrain caller);

    [ResponseTimeout("00:00:01")]
    Task<string> CallBackInVainAsync(IChainGrain caller);

    Task<string> PingAsync();
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<string> CallAsync(IChainGrain other, bool allowed)
    {
        if (!allowed) return await other.CallBackInVainAsync(this.AsReference<IChainGrain>());
        using var section = Orleans.Runtime.RequestContext.AllowCallChainReentrancy();
        return await other.CallBackAsync(this.AsReference<IChainGrain>());
    }

    public Task<string> CallBackAsync(IChainGrain caller) => caller.PingAsync();

    public Task<string> CallBackInVainAsync(IChainGrain caller) => caller.PingAsync();

    public Task<string> PingAsync() => Task.FromResult("here");
}

public interface IWorkerGrain : IGrainWithIntegerKey
{
    Task PassAsync(Guid gate);
}

[StatelessWorker(2)]
public sealed class WorkerGrain : Grain, IWorkerGrain
{
    public Task PassAsync(Guid gate) => Gate.Of(gate).PassAsync();
}
