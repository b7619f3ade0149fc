using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Who is connected to this front. Reading takes no lock: each user's connections are an array that is replaced, never
/// changed. An access token that expires cuts no living connection; the end of its session does.
/// </summary>
internal sealed class ConnectionRegistry(
    Arrivals arrivals, IRevokedSessions revoked, IOptions<RealtimeOptions> options, RealtimeMetrics metrics, TimeProvider time) : IConnectionRegistry
{
    private const int AnnouncedAtOnce = 256;
    private const int SessionsAtOnce = 64;

    private readonly ConcurrentDictionary<Guid, LocalUser> _users = new();
    private readonly RealtimeOptions _options = options.Value;
    private readonly TaskCompletionSource _emptied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private volatile bool _draining;

    /// <summary>Connections of this front.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Users with at least one connection, or whose departure presence does not know yet.</summary>
    public IEnumerable<LocalUser> Users => _users.Values;

    /// <summary>The user's connections at this moment; empty when there are none.</summary>
    public ReadOnlySpan<IRealtimeConnection> Of(Guid userId) => _users.TryGetValue(userId, out var user) ? user.Connections : [];

    /// <inheritdoc/>
    public async ValueTask<bool> AddAsync(IRealtimeConnection connection, CancellationToken cancellationToken)
    {
        if (!TryReserve())
        {
            metrics.TurnedAway();
            return false;
        }

        if (Join(connection) is not { } user)
        {
            metrics.TurnedAway();
            Release();
            return false;
        }

        metrics.Connected(connection.Transport);

        arrivals.Report(user, Forget);
        // Looked at after joining: whoever ends the session or starts to drain at this moment looks for connections after saying so.
        if (!_draining && !revoked.Contains(connection.User.SessionId) && await IsAnnouncedAsync(user, cancellationToken))
            return true;
        metrics.TurnedAway();
        Remove(connection);
        return false;
    }

    /// <inheritdoc/>
    public void Choose(Guid userId, PresenceStatus status)
    {
        if (_users.TryGetValue(userId, out var user))
            user.Choose(status);
    }

    /// <inheritdoc/>
    public void Remove(IRealtimeConnection connection)
    {
        if (!_users.TryGetValue(connection.User.UserId, out var user) || !user.Remove(connection))
            return;
        metrics.Disconnected(connection.Transport, connection.ClosedFor);
        arrivals.Report(user, Forget);
        Release();
    }

    /// <summary>Closes the connections of sessions that ended.</summary>
    public void CloseSessions(Guid userId, ReadOnlySpan<Guid> sessions)
    {
        foreach (var connection in Of(userId))
        {
            if (sessions.Contains(connection.User.SessionId))
                connection.Close(CloseReason.SessionEnded);
        }
    }

    /// <summary>Closes every connection whose session ended, whoever's it is: after this front may have missed the news.</summary>
    public void CloseEndedSessions()
    {
        foreach (var user in Users)
        {
            foreach (var connection in user.Connections)
            {
                if (revoked.Contains(connection.User.SessionId))
                    connection.Close(CloseReason.SessionEnded);
            }
        }
    }

    /// <summary>
    /// Closes the connections of sessions that are no longer alive without anyone having ended them. Only those are asked about
    /// whose access token expired before <paramref name="tokenExpiredBefore"/>, some at a time with a pause between.
    /// </summary>
    public async Task CloseLapsedSessionsAsync(
        DateTimeOffset tokenExpiredBefore, Func<Guid, Guid, Task<bool>> isAlive, TimeSpan pause, CancellationToken cancellationToken)
    {
        var doubtful = Users.SelectMany(user => user.Connections.ToArray())
            .Where(connection => connection.User.TokenExpiresAt < tokenExpiredBefore)
            .GroupBy(connection => (connection.User.UserId, connection.User.SessionId));
        foreach (var some in doubtful.Chunk(SessionsAtOnce))
        {
            await Task.WhenAll(some.Select(async connections =>
            {
                if (await isAlive(connections.Key.UserId, connections.Key.SessionId))
                    return;
                foreach (var connection in connections)
                    connection.Close(CloseReason.SessionEnded);
            }));
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Tells presence of everyone again, some at a time with a pause between.</summary>
    public async Task AnnounceAgainAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        foreach (var some in Users.Chunk(AnnouncedAtOnce))
        {
            foreach (var user in some)
            {
                user.Doubt();
                arrivals.Report(user, Forget);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Takes no more connections and closes those that are there; completes when all are gone.</summary>
    public Task DrainAsync()
    {
        _draining = true;
        if (Count == 0)
            _emptied.TrySetResult();
        foreach (var user in Users)
        {
            foreach (var connection in user.Connections)
                connection.Close(CloseReason.GoingAway);
        }

        return _emptied.Task;
    }

    private LocalUser? Join(IRealtimeConnection connection)
    {
        while (true)
        {
            var user = _users.GetOrAdd(connection.User.UserId, static id => new LocalUser(id));
            switch (user.Add(connection, _options.MaxConnectionsPerUser))
            {
                case Joining.Joined:
                    return user;
                case Joining.Full:
                    return null;
                default:
                    Forget(user);
                    break;
            }
        }
    }

    private async ValueTask<bool> IsAnnouncedAsync(LocalUser user, CancellationToken cancellationToken)
    {
        var announced = user.AnnouncedAsync();
        if (announced.IsCompletedSuccessfully)
            return announced.Result;
        try
        {
            return await announced.WaitAsync(_options.ConnectTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Forget(LocalUser user)
    {
        if (user.IsForgotten)
            _users.TryRemove(KeyValuePair.Create(user.Id, user));
    }

    private bool TryReserve()
    {
        if (Interlocked.Increment(ref _count) <= _options.MaxConnections && !_draining)
            return true;
        Release();
        return false;
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _draining)
            _emptied.TrySetResult();
    }
}
