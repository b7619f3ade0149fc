using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>The observers that one node has made references to.</summary>
internal sealed class ObserverRegistry(Node node)
{
    private readonly Lock _lock = new();
    private readonly List<ObserverTarget> _observers = [];

    public GrainReference Add(Type interfaceType, IGrainObserver observer)
    {
        if (observer is GrainReference) throw new ArgumentException("Argument obj is already a grain reference.", nameof(observer));
        if (!interfaceType.IsInterface)
            throw new ArgumentException($"The provided type parameter must be an interface. '{interfaceType.FullName}' is not an interface.");
        if (RuntimeContext.Current is not null)
            throw new InvalidOperationException("A grain cannot be the observer behind a reference: pass a reference to the grain.");
        var target = new ObserverTarget(node, ObserverTarget.NewId(), observer);
        lock (_lock)
        {
            _observers.RemoveAll(static existing => existing.IsGone);
            _observers.Add(target);
        }

        node.Cluster.Register(target);
        return node.References.Create(interfaceType, target.GrainId);
    }

    public void Delete(IGrainObserver observer)
    {
        if (observer is not GrainReference reference)
            throw new ArgumentException("The object to delete is the reference that CreateObjectReference gave.", nameof(observer));
        lock (_lock)
        {
            var found = _observers.Find(target => target.GrainId == reference.GrainId)
                ?? throw new ArgumentException("Reference is not associated with a local object.", nameof(observer));
            found.Delete();
            _observers.Remove(found);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            foreach (var target in _observers) target.Delete();
            _observers.Clear();
        }
    }
}
