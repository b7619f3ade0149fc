using System.Collections.Concurrent;
using Orleans;

namespace OrleansChat.Semantics.Tests.Activations;

public sealed class Greeter
{
    public string Greet(string name) => $"Hello, {name}!";
}

public interface ILifeGrain : IGrainWithGuidKey
{
    Task<Guid> ActivationAsync();

    Task<Guid> LeaveAsync();

    Task LeaveAndPassAsync();

    Task<string> GreetAsync(string name);
}

public sealed class LifeGrain(Greeter greeter) : Grain, ILifeGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    /// <summary>What happened to activations, by grain.</summary>
    public static ConcurrentDictionary<Guid, ConcurrentQueue<string>> Events { get; } = new();

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public Task<Guid> LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public async Task LeaveAndPassAsync()
    {
        DeactivateOnIdle();
        await Gate.Of(this.GetPrimaryKey()).PassAsync();
        Note("passed");
    }

    public Task<string> GreetAsync(string name) => Task.FromResult(greeter.Greet(name));

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Note("activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Note($"deactivated: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    private void Note(string what) => Events.GetOrAdd(this.GetPrimaryKey(), _ => new()).Enqueue(what);
}

public interface IIdleGrain : IGrainWithGuidKey
{
    Task<Guid> ActivationAsync();
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public static ConcurrentDictionary<Guid, TaskCompletionSource<DeactivationReasonCode>> Ends { get; } = new();

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ends.GetOrAdd(this.GetPrimaryKey(), _ => new()).TrySetResult(reason.ReasonCode);
        return Task.CompletedTask;
    }
}

public interface IUnwillingGrain : IGrainWithGuidKey
{
    Task<string> HelloAsync();
}

public sealed class UnwillingGrain : Grain, IUnwillingGrain
{
    private static readonly ConcurrentDictionary<Guid, int> Attempts = new();

    public Task<string> HelloAsync() => Task.FromResult("hello");

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Attempts.AddOrUpdate(this.GetPrimaryKey(), 1, (_, attempts) => attempts + 1) == 1
            ? throw new InvalidOperationException("not today")
            : Task.CompletedTask;
}

public interface IMisbuiltGrain : IGrainWithGuidKey
{
    Task<string> HelloAsync();
}

public sealed class MisbuiltGrain : Grain, IMisbuiltGrain
{
    public MisbuiltGrain() => throw new InvalidOperationException("cannot be built");

    public Task<string> HelloAsync() => Task.FromResult("hello");
}

public interface IFarewellGrain : IGrainWithGuidKey
{
    Task<Guid> ActivationAsync();

    Task<Guid> LeaveAsync();
}

public sealed class FarewellGrain : Grain, IFarewellGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public Task<Guid> LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.FromResult(_activation);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Gate.Of(this.GetPrimaryKey()).PassAsync();
}
