using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OrleansChat.Semantics.Tests.Calls;

[GenerateSerializer, Alias("odd-exception")]
public sealed class OddException(int number) : Exception($"{number} is odd.")
{
    [Id(0)]
    public int Number { get; private set; } = number;
}

public interface ICallGrain : IGrainWithGuidKey
{
    Task<int> HalveAsync(int number);

    ValueTask<int> HalveValueAsync(int number);

    ValueTask TouchAsync();

    Task FailAsync(string message);

    [OneWay]
    Task PassOneWayAsync();

    [OneWay]
    Task FailOneWayAsync();

    Task<string> WaitAsync(CancellationToken cancellation);

    Task<string?> ContextAsync(string key);

    Task<string?> ChangeContextAsync(string key, string value);

    Task<string?> ForwardContextAsync(ICallGrain next, string key);

    Task<ImmutableArray<string>> FilteredAsync();

    Task<ICallGrain> SelfAsync();

    Task<bool> IsReferenceAsync(ICallGrain grain);

    Task<bool> IntroduceToAsync(ICallGrain other);
}

public sealed class CallGrain : Grain, ICallGrain
{
    public static ConcurrentDictionary<Guid, TaskCompletionSource<bool>> Cancellations { get; } = new();

    public async Task<int> HalveAsync(int number)
    {
        await Task.Yield();
        return number % 2 == 0 ? number / 2 : throw new OddException(number);
    }

    public ValueTask<int> HalveValueAsync(int number) => ValueTask.FromResult(number / 2);

    public ValueTask TouchAsync() => ValueTask.CompletedTask;

    public Task FailAsync(string message) => throw new InvalidOperationException(message);

    public Task PassOneWayAsync() => Gate.Of(this.GetPrimaryKey()).PassAsync();

    public Task FailOneWayAsync()
    {
        Gate.Of(this.GetPrimaryKey()).Note();
        throw new InvalidOperationException("Nobody hears this.");
    }

    public async Task<string> WaitAsync(CancellationToken cancellation)
    {
        var scheduler = TaskScheduler.Current;
        var canceled = new TaskCompletionSource<bool>();
        using var registration = cancellation.Register(() => canceled.TrySetResult(TaskScheduler.Current == scheduler));
        Gate.Of(this.GetPrimaryKey()).Note();
        Cancellations.GetOrAdd(this.GetPrimaryKey(), _ => new()).TrySetResult(await canceled.Task);
        cancellation.ThrowIfCancellationRequested();
        return "never";
    }

    public Task<string?> ContextAsync(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> ChangeContextAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.FromResult(RequestContext.Get(key) as string);
    }

    public Task<string?> ForwardContextAsync(ICallGrain next, string key) => next.ContextAsync(key);

    public Task<ImmutableArray<string>> FilteredAsync() => Task.FromResult(ImmutableArray.Create("grain"));

    public Task<ICallGrain> SelfAsync() => Task.FromResult(this.AsReference<ICallGrain>());

    public Task<bool> IsReferenceAsync(ICallGrain grain) => Task.FromResult(grain is GrainReference);

    public Task<bool> IntroduceToAsync(ICallGrain other) => other.IsReferenceAsync(this);
}

public interface IFilteredGrain : IGrainWithGuidKey
{
    Task<int> DoubleAsync(int number);

    Task<int> CallAsync(IFilteredGrain other, int number);

    Task<string> RefusedAsync();
}

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<int> DoubleAsync(int number) => Task.FromResult(number * 2);

    public Task<int> CallAsync(IFilteredGrain other, int number) => other.DoubleAsync(number);

    public Task<string> RefusedAsync() => Task.FromResult("not refused");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        SiloFilter.Seen.GetOrAdd(this.GetPrimaryKey(), _ => new()).Enqueue($"grain: {context.MethodName}");
        if (context.MethodName == nameof(RefusedAsync)) throw new UnauthorizedAccessException("refused by the grain's filter");
        await context.Invoke();
    }
}

/// <summary>Watches, and changes, what goes through the silo for <see cref="IFilteredGrain"/>.</summary>
public sealed class SiloFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    public static ConcurrentDictionary<Guid, ConcurrentQueue<string>> Seen { get; } = new();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain grain)
        {
            await context.Invoke();
            return;
        }

        var seen = Seen.GetOrAdd(grain.GetPrimaryKey(), _ => new());
        seen.Enqueue($"in: {context.MethodName}");
        await context.Invoke();
        seen.Enqueue($"out: {context.MethodName}");
        if (context.MethodName == nameof(IFilteredGrain.DoubleAsync)) context.Result = (int)context.Result! + 1;
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod?.DeclaringType == typeof(IFilteredGrain) && context.SourceContext is not null)
            Seen.GetOrAdd(context.TargetId.GetGuidKey(), _ => new()).Enqueue($"sent: {context.Request.GetArgument(0)}");
        await context.Invoke();
    }
}
