using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Writing;

/// <summary>Any other change than a log's, which has a place in the one order of writes too.</summary>
internal abstract class SessionWrite(bool wipes) : QueuedWrite
{
    /// <summary>Whether what it removes has to be gone from the files too.</summary>
    public bool Wipes { get; } = wipes;

    public override int Size => 512;

    public abstract void Run(DbSession session);
}

/// <summary>A change with an answer.</summary>
internal sealed class SessionWrite<T>(Func<DbSession, CancellationToken, Task<T>> write, bool wipes) : SessionWrite(wipes)
{
    public T Result { get; private set; } = default!;

    public override void Run(DbSession session)
    {
        var running = write(session, CancellationToken.None);
        if (!running.IsCompleted)
            throw new InvalidOperationException("A write on the writer's thread may wait for its database only.");

        Result = running.GetAwaiter().GetResult();
    }
}
