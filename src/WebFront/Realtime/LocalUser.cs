using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// One user on this front: their connections, and what presence has been told of them. What is reported is always the state
/// at the time of the report, so that however often the user comes and goes, presence ends up with the truth.
/// </summary>
internal sealed class LocalUser(Guid id)
{
    private readonly Lock _lock = new();
    private IRealtimeConnection[] _connections = [];
    private TaskCompletionSource<bool>? _announced;
    private bool? _acknowledged = false;
    private bool _relied;
    private PresenceStatus? _chosen;
    private bool _stale;
    private bool _reporting;
    private bool _forgotten;

    /// <summary>The user's id.</summary>
    public Guid Id => id;

    /// <summary>The user's connections at this moment; the array never changes.</summary>
    public IRealtimeConnection[] Connections => Volatile.Read(ref _connections);

    /// <summary>Adds a connection; <see cref="Joining.Forgotten"/> when this object is out of use and another one has to be made.</summary>
    public Joining Add(IRealtimeConnection connection, int limit)
    {
        lock (_lock)
        {
            if (_forgotten)
                return Joining.Forgotten;
            if (_connections.Length >= limit)
                return Joining.Full;
            Volatile.Write(ref _connections, [.. _connections, connection]);
            return Joining.Joined;
        }
    }

    /// <summary>Removes a connection; false when it was not there.</summary>
    public bool Remove(IRealtimeConnection connection)
    {
        lock (_lock)
        {
            var index = Array.IndexOf(_connections, connection);
            if (index < 0)
                return false;
            Volatile.Write(ref _connections, [.. _connections.AsSpan(0, index), .. _connections.AsSpan(index + 1)]);
            _relied &= IsHere;
            if (!IsHere)
                _chosen = null;
            return true;
        }
    }

    /// <summary>True when presence knows that the user is here; false when the user has gone before it did.</summary>
    public Task<bool> AnnouncedAsync()
    {
        lock (_lock)
        {
            if (_acknowledged == true || _forgotten)
            {
                _relied |= !_forgotten && IsHere;
                return Task.FromResult(!_forgotten);
            }

            _announced ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _announced.Task;
        }
    }

    /// <summary>True when presence has to be told something and nobody is doing so yet: the caller does from now on.</summary>
    public bool TryBeginReporting()
    {
        lock (_lock)
        {
            if (_reporting || _forgotten)
                return false;
            _reporting = HasNews;
            if (!_reporting)
                Settle();
            return _reporting;
        }
    }

    /// <summary>What presence has to be told now; null when it knows, which ends the reporting.</summary>
    public LocalReport? NextReport()
    {
        lock (_lock)
        {
            if (HasNews)
            {
                _stale = false;
                // While a departure is on its way, whoever comes waits for the arrival that follows it.
                if (!IsHere)
                    _acknowledged = null;
                return new LocalReport(IsHere, _relied, _chosen);
            }

            _reporting = false;
            Settle();
            return null;
        }
    }

    /// <summary>Presence was told; or, with null, nobody knows whether it heard.</summary>
    public void Acknowledge(bool? here)
    {
        lock (_lock)
        {
            _acknowledged = here;
            if (here != true)
                return;
            _relied |= _announced is not null && IsHere;
            Answer(true);
        }
    }

    /// <summary>The user chose how to be shown.</summary>
    public void Choose(PresenceStatus status)
    {
        lock (_lock)
            _chosen = status;
    }

    /// <summary>Presence may have forgotten the user: it has to be told again. Connections that come meanwhile do not wait for that.</summary>
    public void Doubt()
    {
        lock (_lock)
            _stale = true;
    }

    /// <summary>True when nothing about the user is left to keep or to report.</summary>
    public bool IsForgotten
    {
        get
        {
            lock (_lock)
                return _forgotten;
        }
    }

    private void Settle()
    {
        if (IsHere)
            return;
        _forgotten = true;
        Answer(false);
    }

    private void Answer(bool announced)
    {
        _announced?.SetResult(announced);
        _announced = null;
    }

    private bool IsHere => _connections.Length > 0;

    private bool HasNews => _acknowledged != IsHere || (_stale && IsHere);
}

/// <summary>The outcome of <see cref="LocalUser.Add"/>.</summary>
internal enum Joining
{
    /// <summary>It is there.</summary>
    Joined,

    /// <summary>The user has as many connections as one may have.</summary>
    Full,

    /// <summary>The user was forgotten in between: look again.</summary>
    Forgotten,
}

/// <summary>What presence is told of a user.</summary>
/// <param name="Here">Whether the user has a connection on this front.</param>
/// <param name="Again">Whether one of them was told already that presence knows: its client relies on that.</param>
/// <param name="Chosen">How the user chose here to be shown; null for as they are.</param>
internal readonly record struct LocalReport(bool Here, bool Again, PresenceStatus? Chosen);
