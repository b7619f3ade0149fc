using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>A silo: its activations, and how it starts, stops and dies.</summary>
internal sealed class SiloNode : Node
{
    private readonly ConcurrentDictionary<Activation, bool> _activations = new();
    private readonly ConcurrentDictionary<GrainId, StatelessWorkers> _workers = new();
    private readonly GrainCollectionOptions _collection;
    private ITimer? _collector;
    private volatile bool _isStopping;

    public SiloNode(
        IServiceProvider services,
        LocalCluster cluster,
        LocalSiloDetails details,
        TimeProvider time,
        IOptions<SiloMessagingOptions> messaging,
        IOptions<GrainCollectionOptions> collection,
        IOptions<LocalRuntimeOptions> local)
        : base(services, cluster, messaging.Value.ResponseTimeout, local.Value.RoundTripMessages)
    {
        Address = details.SiloAddress;
        Time = time;
        _collection = collection.Value;
    }

    public SiloAddress Address { get; }

    public TimeProvider Time { get; }

    public TimeSpan ActivationTimeout => _collection.ActivationTimeout;

    public TimeSpan DeactivationTimeout => _collection.DeactivationTimeout;

    /// <summary>The activations of this moment, without a copy of their list.</summary>
    public IEnumerable<Activation> Activations => _activations.Select(static known => known.Key);

    public TimeSpan AgeLimitOf(Type grainClass) =>
        _collection.ClassSpecificCollectionAge.TryGetValue(grainClass.FullName!, out var age) ? age : _collection.CollectionAge;

    public void Track(Activation activation) => _activations.TryAdd(activation, true);

    public void Remove(Activation activation)
    {
        _activations.TryRemove(activation, out _);
        Cluster.Remove(activation);
    }

    public StatelessWorkers WorkersOf(GrainClass grainClass, GrainId grainId) =>
        _workers.GetOrAdd(grainId, static (id, state) => new StatelessWorkers(state.Silo, state.Class, id), (Silo: this, Class: grainClass));

    /// <summary>From now on it takes requests.</summary>
    public void Start()
    {
        _ = GrainCatalog.Instance;
        _collector = Time.CreateTimer(
            static silo => ((SiloNode)silo!).CollectIdle(), this, _collection.CollectionQuantum, _collection.CollectionQuantum);
        Cluster.Join(this);
    }

    /// <summary>Refuses requests from outside, lets those that run end, deactivates everything, all as long as there is time.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        _isStopping = true;
        if (_collector is not null) await _collector.DisposeAsync();
        await DrainAsync(hurry);
        Cluster.Leave(this);
        var activations = Activations.ToList();
        foreach (var activation in activations)
            activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "This process is terminating."), hurry);
        try
        {
            await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(hurry);
        }
        catch (OperationCanceledException)
        {
            Log.StopHurried(_activations.Count);
        }

        Die();
    }

    /// <summary>Ends at once, as a crash would: whoever waits for an answer from here learns that the silo is gone.</summary>
    public void Die()
    {
        if (IsDead) return;
        IsDead = true;
        Cluster.Leave(this);
        _collector?.Dispose();
        foreach (var activation in Activations)
        {
            activation.Abandon();
            Remove(activation);
        }

        Cluster.FailCallsTo(this);
        foreach (var request in Pending.Where(static _ => true)) request.Fail(Gone(request));
    }

    public static SiloUnavailableException Gone(Request request) => new($"The target silo became unavailable for message: {request}.");

    public override void Dispose()
    {
        Die();
        base.Dispose();
    }

    protected override Exception? WhyNotSending(Request request) => _isStopping && request.Source is null
        ? new SiloUnavailableException($"The local Orleans host is shutting down and can no longer process the request: {request}.")
        : base.WhyNotSending(request);

    // Requests that came in from outside are those without a calling grain; what they set off ends with them.
    private async Task DrainAsync(CancellationToken hurry)
    {
        using var check = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Pending.Where(static request => request.Source is null).Count > 0)
        {
            if (hurry.IsCancellationRequested) return;
            try
            {
                await check.WaitForNextTickAsync(hurry);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void CollectIdle()
    {
        foreach (var activation in Activations) activation.CollectIfIdle();
    }
}
