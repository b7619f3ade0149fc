using System.Diagnostics;

namespace Orleans.Local;

/// <summary>
/// Runs everything that belongs to one activation, one after another: arriving requests, and the continuations of those
/// that wait. A pump runs on the thread pool while there is something to do.
/// </summary>
internal sealed class ActivationScheduler : TaskScheduler, IThreadPoolWorkItem
{
    private static readonly Action<object?> DrainAction = static state => ((ActivationScheduler)state!).Drain();
    private static readonly long Quantum = Stopwatch.Frequency / 10;

    private readonly Activation _activation;
    private readonly Continuations _continuations;
    private readonly Lock _lock = new();
    private Queue<Item> _arriving = new();
    private Queue<Item> _taken = new();
    private object? _pump;
    private ExecutionContext? _clean;
    private bool _scheduled;

    public ActivationScheduler(Activation activation)
    {
        _activation = activation;
        _continuations = new Continuations(this);
    }

    public override int MaximumConcurrencyLevel => 1;

    private bool IsRunning => ReferenceEquals(RuntimeContext.Current, _activation);

    /// <summary>Queues a <see cref="Request"/>, a <see cref="Task"/> or an <see cref="Action"/>.</summary>
    public void Enqueue(object work) => Enqueue(new Item(work, null));

    /// <summary>Within the pump: drops what a method that is not async has left behind in the context.</summary>
    public void CleanContext() => ExecutionContext.Restore(_clean!);

    void IThreadPoolWorkItem.Execute()
    {
        // A task of this scheduler has to be current while requests are started: that is what sends the tasks that they begin here.
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
        !taskWasPreviouslyQueued && IsRunning && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock) return [.. _arriving.Select(static item => item.Work).OfType<Task>()];
    }

    private void Enqueue(Item item)
    {
        lock (_lock)
        {
            _arriving.Enqueue(item);
            if (_scheduled) return;
            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    private void Drain()
    {
        _clean = ExecutionContext.Capture();
        var previous = RuntimeContext.Current;
        var context = SynchronizationContext.Current;
        RuntimeContext.Current = _activation;
        SynchronizationContext.SetSynchronizationContext(_continuations);
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
            SynchronizationContext.SetSynchronizationContext(context);
            RuntimeContext.Current = previous;
        }
    }

    private void Run(Item item)
    {
        switch (item.Work)
        {
            case Request request:
                _activation.Handle(request);
                break;
            case SendOrPostCallback continuation:
                _activation.Run(continuation, item.State);
                break;
            case Task task:
                TryExecuteTask(task);
                break;
            case Action action:
                _activation.Run(action);
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

    /// <summary>Something to run, and what a continuation is called with.</summary>
    private readonly record struct Item(object Work, object? State);

    /// <summary>
    /// Brings what was awaited in a turn back to the scheduler. The scheduler alone would do so too, with a task for each continuation.
    /// </summary>
    private sealed class Continuations(ActivationScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler.Enqueue(new Item(d, state));

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (!scheduler.IsRunning) throw new NotSupportedException("Nobody waits on their thread for the turn of a grain.");
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
