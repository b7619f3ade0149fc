using System.Diagnostics;

namespace Orleans.Local;

/// <summary>
/// Runs everything that belongs to one activation, one after another: arriving requests, and the continuations of those
/// that wait. A pump runs on the thread pool while there is something to do.
/// </summary>
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> DrainAction = static state => ((ActivationScheduler)state!).Drain();
    private static readonly long Quantum = Stopwatch.Frequency / 10;

    private readonly Lock _lock = new();
    private Queue<object> _arriving = new();
    private Queue<object> _taken = new();
    private object? _pump;
    private ExecutionContext? _clean;
    private bool _scheduled;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Queues a <see cref="Request"/>, a <see cref="Task"/> or an <see cref="Action"/>.</summary>
    public void Enqueue(object item)
    {
        lock (_lock)
        {
            _arriving.Enqueue(item);
            if (_scheduled) return;
            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    /// <summary>Within the pump: drops what a method that is not async has left behind in the context.</summary>
    public void CleanContext() => ExecutionContext.Restore(_clean!);

    void IThreadPoolWorkItem.Execute()
    {
        // A task of this scheduler has to be current while requests are started: that is what sends their continuations back here.
        var pump = new Task(DrainAction, this);
        _pump = pump;
        pump.Start(this);
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _pump)) TryExecuteTask(task);
        else Enqueue(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock) return [.. _arriving.OfType<Task>()];
    }

    private void Drain()
    {
        _clean = ExecutionContext.Capture();
        var previous = RuntimeContext.Current;
        RuntimeContext.Current = activation;
        try
        {
            for (var until = Stopwatch.GetTimestamp() + Quantum; TakeBatch();)
            {
                while (_taken.TryDequeue(out var item))
                {
                    Run(item);
                    CleanContext();
                }

                if (Stopwatch.GetTimestamp() > until)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
        }
        finally
        {
            RuntimeContext.Current = previous;
        }
    }

    private void Run(object item)
    {
        switch (item)
        {
            case Request request:
                activation.Handle(request);
                break;
            case Task task:
                TryExecuteTask(task);
                break;
            case Action action:
                activation.Run(action);
                break;
        }
    }

    private bool TakeBatch()
    {
        lock (_lock)
        {
            if (_arriving.Count == 0) return _scheduled = false;
            (_arriving, _taken) = (_taken, _arriving);
            return true;
        }
    }
}
