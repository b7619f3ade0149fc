using OrleansChat.Storage;
using OrleansChat.Storage.Data;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>A database with faults: under all reads, and under all writes but those of the message log, which <see cref="FaultyLog"/> sees to.</summary>
internal sealed class FaultyDatabase(IDatabase inner, StoreFaults faults) : IDatabase
{
    public async Task<T> ReadAsync<T>(Func<DbSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await faults.MeetReadAsync(Away).WaitAsync(cancellationToken).ConfigureAwait(false);
        return await inner.ReadAsync(read, cancellationToken).ConfigureAwait(false);
    }

    public async Task<T> WriteAsync<T>(Func<DbSession, CancellationToken, Task<T>> write, CancellationToken cancellationToken, bool wipes = false)
    {
        if (await faults.MeetWriteAsync(isLog: false).WaitAsync(cancellationToken).ConfigureAwait(false) == Fate.Lost)
            throw Away();
        return await inner.WriteAsync(write, cancellationToken, wipes).ConfigureAwait(false);
    }

    private static StoreUnavailableException Away() => new(new IOException("The test has taken the database away."));
}
