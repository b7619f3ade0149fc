using System.Collections.Concurrent;

namespace OrleansChat.Storage.Sqlite;

/// <summary>A few read connections, opened as they are needed. Reads go on while the writer writes.</summary>
internal sealed class SqliteReaders(SqliteFile file) : IDisposable
{
    private static readonly int Most = Math.Clamp(2 * Environment.ProcessorCount, 4, 16);

    private readonly SemaphoreSlim _free = new(Most);
    private readonly ConcurrentStack<SqliteSession> _idle = new();
    private volatile bool _closed;

    public async ValueTask<SqliteSession> RentAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return _idle.TryPop(out var session) ? session : new SqliteSession(file.OpenReader());
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    /// <summary>Gives a connection back; one whose read failed is closed, for whatever state it is in.</summary>
    public void Return(SqliteSession session, bool intact)
    {
        if (intact && !_closed)
            _idle.Push(session);
        else
            session.Dispose();
        _free.Release();
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var session))
        {
            session.Dispose();
        }
    }
}
