using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>One activation of a grain: here its identity and what the grain sees of it; its turns and its life are beside.</summary>
internal sealed partial class Activation : IGrainContext, IRequestTarget
{
    private readonly ActivationScheduler _scheduler;
    private readonly LifecycleSubject _lifecycle = new();
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AsyncServiceScope? _scope;
    private StreamConsumers? _streams;

    public Activation(SiloNode silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        _scheduler = new ActivationScheduler(this);
        _lastUsed = silo.Time.GetTimestamp();
    }

    public SiloNode Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public ActivationId ActivationId { get; } = ActivationId.NewId();

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => field ??= Silo.References.CreateUntyped(GrainId);

    public IServiceProvider ActivationServices =>
        (_scope ??= Silo.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle;

    public Task Deactivated => _deactivated.Task;

    /// <summary>The streams that this activation listens to.</summary>
    public StreamConsumers Streams => _streams ??= new StreamConsumers(this);

    Node IRequestTarget.Node => Silo;

    public static Activation Of(IGrainContext? context) => context as Activation
        ?? throw new InvalidOperationException("Grain was created outside of the Orleans creation process and no runtime was specified.");

    /// <summary>Runs an action within a turn.</summary>
    public void Post(Action action) => _scheduler.Enqueue(action);

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => ActivationId.GetHashCode();

    public override string ToString() => $"{GrainId}{ActivationId}";
}
