using Orleans.Runtime;

namespace Orleans;

/// <summary>What a grain class is, whether or not it derives from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    /// <summary>The runtime's side of this activation.</summary>
    IGrainContext GrainContext { get; }

    /// <summary>Called before the first request.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Called after the last request.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
