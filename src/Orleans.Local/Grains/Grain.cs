using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Local;
using Orleans.Runtime;

namespace Orleans;

/// <summary>The base of grain classes.</summary>
public abstract class Grain : IGrainBase, IAddressable
{
    /// <summary>A grain of the activation that is being created.</summary>
    protected Grain()
        : this(RuntimeContext.Current!)
    {
    }

    /// <summary>A grain of that activation.</summary>
    protected Grain(IGrainContext grainContext) => GrainContext = grainContext;

    /// <inheritdoc/>
    [AllowNull]
    public IGrainContext GrainContext { get; private set; }

    /// <summary>A reference to this grain.</summary>
    public GrainReference GrainReference => GrainContext.GrainReference;

    /// <summary>The grain as text.</summary>
    public string IdentityString => GrainContext.GrainId.ToString();

    /// <summary>The silo as text.</summary>
    public string RuntimeIdentity => (GrainContext as Activation)?.Silo.Address.ToString() ?? "";

    /// <summary>Makes references to other grains.</summary>
    protected IGrainFactory GrainFactory => ServiceProvider.GetRequiredService<IGrainFactory>();

    /// <summary>The services of this activation.</summary>
    protected internal IServiceProvider ServiceProvider => GrainContext.ActivationServices;

    /// <summary>Called before the first request.</summary>
    public virtual Task OnActivateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called after the last request.</summary>
    public virtual Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Deactivates this activation as soon as no request is running.</summary>
    protected void DeactivateOnIdle() => GrainBaseExtensions.DeactivateOnIdle(this);

    /// <summary>Keeps this activation at least that long; zero or less takes an earlier delay back.</summary>
    protected void DelayDeactivation(TimeSpan timeSpan) => Activation.Of(GrainContext).DelayDeactivation(timeSpan);
}

/// <summary>The base of grain classes with one state.</summary>
public class Grain<TGrainState> : Grain
{
    private IStorage<TGrainState>? _storage;

    /// <summary>A grain whose state is kept by the provider that its class names.</summary>
    protected Grain()
    {
        var name = GrainStateName.Of(GetType());
        GrainContext.ObservableLifecycle.Subscribe(name, GrainLifecycleStage.SetupState, cancellation =>
        {
            _storage ??= StateBridge<TGrainState>.Create(GrainContext, name, GrainStateName.ProviderOf(GetType()));
            return _storage.ReadStateAsync(cancellation);
        });
    }

    /// <summary>A grain with that state.</summary>
    protected Grain(IStorage<TGrainState> storage) => _storage = storage;

    /// <summary>The state, as last read or changed.</summary>
    protected TGrainState State
    {
        get => Storage.State;
        set => Storage.State = value;
    }

    private IStorage<TGrainState> Storage => _storage ?? throw new InvalidOperationException("State has not yet been loaded");

    /// <summary>Clears the stored state.</summary>
    protected virtual Task ClearStateAsync() => Storage.ClearStateAsync();

    /// <summary>Stores the state.</summary>
    protected virtual Task WriteStateAsync() => Storage.WriteStateAsync();

    /// <summary>Reads the stored state.</summary>
    protected virtual Task ReadStateAsync() => Storage.ReadStateAsync();
}
