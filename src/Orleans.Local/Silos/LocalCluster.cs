using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>
/// The silos of one cluster, all in this process, and what they share: the directory of activations, the memory storage, the
/// memory streams. A program has one silo; a test cluster may have several.
/// </summary>
internal sealed class LocalCluster
{
    private const int MaxForwards = 10;

    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    private readonly ConcurrentDictionary<GrainId, ObserverTarget> _observers = new();
    private readonly ConcurrentDictionary<Node, bool> _nodes = new();
    private ImmutableArray<SiloNode> _silos = [];

    /// <summary>The silos that take new activations, the oldest first.</summary>
    public ImmutableArray<SiloNode> Silos => _silos;

    public MemoryStores Stores { get; } = new();

    public StreamHub Streams { get; } = new();

    public MemoryReminderTable Reminders { get; } = new();

    /// <summary>A silo has joined or left.</summary>
    public event Action? SilosChanged;

    public void Add(Node node) => _nodes.TryAdd(node, true);

    public void Remove(Node node) => _nodes.TryRemove(node, out _);

    /// <summary>The silo is gone: whoever waits for an answer from it learns so.</summary>
    public void FailCallsTo(SiloNode silo)
    {
        foreach (var node in _nodes.Keys)
            foreach (var request in node.Pending.Where(request => ReferenceEquals(request.Target?.Node, silo)))
                request.Fail(SiloNode.Gone(request));
    }

    public void Join(SiloNode silo)
    {
        ImmutableInterlocked.Update(ref _silos, static (silos, added) => silos.Add(added), silo);
        SilosChanged?.Invoke();
    }

    public void Leave(SiloNode silo)
    {
        if (ImmutableInterlocked.Update(ref _silos, static (silos, removed) => silos.Remove(removed), silo)) SilosChanged?.Invoke();
    }

    public void Register(ObserverTarget observer) => _observers[observer.GrainId] = observer;

    public void Unregister(GrainId observer) => _observers.TryRemove(observer, out _);

    public void Remove(Activation activation) => _directory.TryRemove(new(activation.GrainId, activation));

    public Activation? Find(GrainId grainId) => _directory.GetValueOrDefault(grainId) is { IsGone: false } activation ? activation : null;

    /// <summary>Takes a request to its grain, which is activated if need be.</summary>
    public void Route(Request request, Node sender)
    {
        var target = request.Reference.Target ??= TargetOf(request.Reference.GrainId, sender);
        target?.Receive(request);
    }

    /// <summary>Takes a request that reached an activation too late to the next one.</summary>
    public void Reroute(Request request, SiloNode silo)
    {
        try
        {
            if (++request.Forwards > MaxForwards)
                throw new OrleansMessageRejectionException($"{request} found {MaxForwards} activations that were deactivated.");
            request.Reference.Target = null;
            Route(request, silo);
        }
        catch (Exception exception)
        {
            silo.FailRequest(request, exception);
        }
    }

    private IRequestTarget? TargetOf(GrainId grainId, Node sender)
    {
        if (ObserverTarget.IsObserver(grainId)) return _observers.GetValueOrDefault(grainId);
        var grainClass = GrainCatalog.Instance[grainId.Type];
        if (grainClass.MaxLocalWorkers > 0) return Place(grainClass, sender).WorkersOf(grainClass, grainId);
        while (true)
        {
            if (_directory.TryGetValue(grainId, out var existing))
            {
                if (!existing.IsGone) return existing;
                Remove(existing);
            }

            var silo = Place(grainClass, sender);
            var created = new Activation(silo, grainClass, grainId);
            if (!_directory.TryAdd(grainId, created)) continue;
            silo.Track(created);
            if (!silo.IsDead) return created;
            silo.Remove(created);
        }
    }

    private SiloNode Place(GrainClass grainClass, Node sender)
    {
        var silos = _silos;
        if (grainClass.Placement != PlacementStrategy.Random && sender is SiloNode local && silos.Contains(local)) return local;
        return silos.Length switch
        {
            0 => throw new SiloUnavailableException("No silo takes requests: the cluster has not started, or is shutting down."),
            1 => silos[0],
            _ => silos[Random.Shared.Next(silos.Length)],
        };
    }
}
