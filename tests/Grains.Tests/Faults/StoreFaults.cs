using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>What becomes of a write.</summary>
internal enum Fate
{
    /// <summary>It is stored, and its caller learns so.</summary>
    Stored,

    /// <summary>It is not stored, and its caller learns that it is not known.</summary>
    Lost,

    /// <summary>It is stored, and its caller learns that it is not known.</summary>
    AnswerLost,

    /// <summary>Its caller learns that it is not known, and it is stored when <see cref="StoreFaults.CommitLateAsync"/> is called.</summary>
    Late,
}

/// <summary>What the stores of a cluster do wrong: nothing by default, the rest as a test says while the cluster runs.</summary>
internal sealed class StoreFaults
{
    private readonly Lock _lock = new();
    private readonly Queue<Fate> _next = [];
    private readonly Queue<Func<Task>> _late = [];
    private Task _writing = Task.CompletedTask;
    private Task _reading = Task.CompletedTask;
    private int _met;
    private int _waiting;
    private volatile bool _isAway;

    /// <summary>Told of each message as soon as its commit is durable, before anybody else is.</summary>
    public Action<StoredMessage>? Committed { get; set; }

    /// <summary>While true everything fails.</summary>
    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    /// <summary>How many reads and writes met a fault.</summary>
    public int Met => Volatile.Read(ref _met);

    /// <summary>How many reads and writes hang.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>How many commits are outstanding whose callers gave up.</summary>
    public int Late
    {
        get
        {
            lock (_lock)
                return _late.Count;
        }
    }

    /// <summary>This becomes of the next writes of the log.</summary>
    public void Next(Fate fate, int writes = 1)
    {
        lock (_lock)
        {
            for (var write = 0; write < writes; write++)
                _next.Enqueue(fate);
        }
    }

    /// <summary>Reads and writes hang until the result is disposed.</summary>
    public IDisposable Hang(bool writes = true, bool reads = true)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (writes)
            _writing = released.Task;
        if (reads)
            _reading = released.Task;
        return new Release(released);
    }

    /// <summary>Stores what callers have given up.</summary>
    public async Task CommitLateAsync()
    {
        while (true)
        {
            Func<Task>? write;
            lock (_lock)
            {
                if (!_late.TryDequeue(out write))
                    return;
            }

            await write();
        }
    }

    /// <summary>A read begins; throws where the store is away.</summary>
    public async Task MeetReadAsync(Func<Exception> away)
    {
        await HangAsync(_reading);
        if (!_isAway)
            return;
        Interlocked.Increment(ref _met);
        throw away();
    }

    /// <summary>A write begins: what becomes of it.</summary>
    public async Task<Fate> MeetWriteAsync(bool isLog)
    {
        await HangAsync(_writing);
        lock (_lock)
        {
            var fate = _isAway ? Fate.Lost : isLog && _next.TryDequeue(out var next) ? next : Fate.Stored;
            if (fate != Fate.Stored)
                Interlocked.Increment(ref _met);
            return fate;
        }
    }

    /// <summary>A write that is stored later, if at all.</summary>
    public void StoreLater(Func<Task> write)
    {
        lock (_lock)
            _late.Enqueue(write);
    }

    private async ValueTask HangAsync(Task released)
    {
        if (released.IsCompleted)
            return;
        Interlocked.Increment(ref _met);
        Interlocked.Increment(ref _waiting);
        await released.ConfigureAwait(false);
        Interlocked.Decrement(ref _waiting);
    }

    private sealed class Release(TaskCompletionSource released) : IDisposable
    {
        public void Dispose() => released.TrySetResult();
    }
}
