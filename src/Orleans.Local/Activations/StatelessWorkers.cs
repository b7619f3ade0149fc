using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>The activations of one stateless worker in one silo: a request goes to an idle one, a new one, or the least busy.</summary>
internal sealed class StatelessWorkers(SiloNode silo, GrainClass grainClass, GrainId grainId) : IRequestTarget
{
    private readonly Lock _lock = new();
    private readonly List<Worker> _workers = [];

    public bool IsGone => silo.IsDead;

    public Node Node => silo;

    public void Receive(Request request)
    {
        Activation chosen;
        lock (_lock)
        {
            _workers.RemoveAll(static worker => worker.Activation.IsGone);
            var worker = Choose();
            worker.Assigned++;
            chosen = worker.Activation;
        }

        chosen.Receive(request);
    }

    private Worker Choose()
    {
        var best = _workers.MinBy(static worker => worker.Outstanding);
        if (best is { Outstanding: 0 } || (best is not null && _workers.Count >= grainClass.MaxLocalWorkers)) return best;
        var created = new Worker(new Activation(silo, grainClass, grainId));
        silo.Track(created.Activation);
        _workers.Add(created);
        return created;
    }

    private sealed class Worker(Activation activation)
    {
        public Activation Activation => activation;

        public long Assigned { get; set; }

        public long Outstanding => Assigned - activation.Ended;
    }
}
