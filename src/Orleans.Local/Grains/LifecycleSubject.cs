using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Starts observers stage by stage, those of one stage together, and stops the stages that were started in reverse.</summary>
internal sealed class LifecycleSubject : IGrainLifecycle, ISiloLifecycle
{
    private readonly List<Subscription> _subscriptions = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public bool IsEmpty => _subscriptions.Count == 0;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var subscription = new Subscription(this, stage, observer);
        lock (_subscriptions) _subscriptions.Add(subscription);
        return subscription;
    }

    public async Task StartAsync(CancellationToken cancellation)
    {
        foreach (var stage in Stages().OrderBy(stage => stage.Key))
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAll(stage.Select(subscription => subscription.StartAsync(cancellation)));
            HighestCompletedStage = stage.Key;
        }
    }

    /// <summary>Stops every stage that was begun, whatever fails on the way, and throws the failures at the end.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        List<Exception>? failures = null;
        foreach (var stage in Stages().OrderByDescending(stage => stage.Key))
        {
            try
            {
                await Task.WhenAll(stage.Where(subscription => subscription.WasStarted)
                    .Select(subscription => subscription.Observer.OnStop(cancellation)));
            }
            catch (Exception exception)
            {
                (failures ??= []).Add(exception);
            }

            LowestStoppedStage = stage.Key;
        }

        if (failures is not null) throw new AggregateException(failures);
    }

    private List<IGrouping<int, Subscription>> Stages()
    {
        lock (_subscriptions) return [.. _subscriptions.GroupBy(subscription => subscription.Stage)];
    }

    private sealed class Subscription(LifecycleSubject subject, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver Observer => observer;

        public bool WasStarted { get; private set; }

        public Task StartAsync(CancellationToken cancellation)
        {
            WasStarted = true;
            return observer.OnStart(cancellation);
        }

        public void Dispose()
        {
            lock (subject._subscriptions) subject._subscriptions.Remove(this);
        }
    }
}

/// <summary>An observer made of two delegates.</summary>
internal sealed class DelegateLifecycleObserver(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop) : ILifecycleObserver
{
    public Task OnStart(CancellationToken cancellationToken = default) => onStart(cancellationToken);

    public Task OnStop(CancellationToken cancellationToken = default) => onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
}
