namespace OrleansChat.Load.Wires;

/// <summary>
/// One thing at a time: whatever arrives and whatever is begun runs in a turn, so that scenarios and their books need no locks of their
/// own. At the end of a turn everything that was sent in it is written, once per connection. The callbacks of all sockets run on one
/// thread (<see cref="InlineCallbacks"/>), so the lock is hardly ever waited for.
/// </summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private readonly List<Wire> _written = [];

    /// <summary>Begins a turn; disposing the result ends it.</summary>
    public Turn Enter()
    {
        _lock.Enter();
        return new Turn(this);
    }

    /// <summary>Writes what was sent so far in this turn.</summary>
    public void Flush()
    {
        // A connection that breaks while it is written to may have others send: the list grows meanwhile.
        for (var index = 0; index < _written.Count; index++)
            _written[index].Flush();
        _written.Clear();
    }

    /// <summary>Has a connection written to at the end of the turn.</summary>
    public void FlushLater(Wire wire) => _written.Add(wire);

    private void Leave()
    {
        try
        {
            Flush();
        }
        finally
        {
            _lock.Exit();
        }
    }

    /// <summary>A turn that runs.</summary>
    public readonly ref struct Turn(Turns turns)
    {
        /// <summary>Ends the turn.</summary>
        public void Dispose() => turns.Leave();
    }
}
