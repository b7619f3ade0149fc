namespace Orleans.Runtime;

/// <summary>The runtime's side of one activation.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    /// <summary>A reference to the grain.</summary>
    GrainReference GrainReference { get; }

    /// <summary>The grain.</summary>
    GrainId GrainId { get; }

    /// <summary>The instance of the grain's class, once there is one.</summary>
    object? GrainInstance { get; }

    /// <summary>This activation.</summary>
    ActivationId ActivationId { get; }

    /// <summary>The services of this activation.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>What happens when it is activated and deactivated.</summary>
    IGrainLifecycle ObservableLifecycle { get; }

    /// <summary>Completes when it is deactivated.</summary>
    Task Deactivated { get; }

    /// <summary>Starts to deactivate it, once running requests are done.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}

/// <summary>The activation that the current code runs in.</summary>
public interface IGrainContextAccessor
{
    /// <summary>The activation that the current code runs in.</summary>
    IGrainContext GrainContext { get; }
}
