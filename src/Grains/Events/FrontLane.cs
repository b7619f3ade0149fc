using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Events;

/// <summary>What waits for one front: those who missed something, and after them the deliveries, in order.</summary>
internal sealed class FrontLane(FrontAddress front, OutboxMetrics metrics)
{
    private readonly Queue<Waiting> _waiting = [];
    private readonly List<Waiting> _batch = [];
    private readonly HashSet<Guid> _missed = [];
    private long _bytes;

    /// <summary>So many deliveries it has room for while it rests.</summary>
    private const int Roomy = 16;

    /// <summary>The front, by its latest address.</summary>
    public FrontAddress Front { get; set; } = front;

    /// <summary>Whether somebody speaks to it right now.</summary>
    public bool Busy { get; set; }

    /// <summary>Done when it has heard everything.</summary>
    public Task Sending { get; set; } = Task.CompletedTask;

    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty => _waiting.Count == 0 && _missed.Count == 0;

    /// <summary>
    /// Adds a delivery; transient ones are shed early. When a durable one does not fit, it and all that wait are missed:
    /// what comes later must not overtake them. False then.
    /// </summary>
    public bool TryAdd(Waiting added)
    {
        var chatEvent = added.Delivery.Event;
        if (chatEvent.IsTransient)
        {
            if (_waiting.Count < FrontOutbox.Batch)
                Enqueue(added);
            return true;
        }

        if (_bytes + EventWeight.Of(chatEvent) <= EventWeight.Bound)
        {
            Enqueue(added);
            return true;
        }

        Miss([.. _waiting, added]);
        DropWaiting();
        return false;
    }

    /// <summary>The deliveries that were taken out last.</summary>
    public ReadOnlySpan<Waiting> Batch => CollectionsMarshal.AsSpan(_batch);

    /// <summary>Forgets the deliveries that wait.</summary>
    public void DropWaiting()
    {
        _waiting.Clear();
        if (_bytes != 0)
            Weigh(-_bytes);
    }

    /// <summary>Users missed something.</summary>
    public void Miss(ReadOnlySpan<Guid> users)
    {
        foreach (var userId in users)
            _missed.Add(userId);
    }

    /// <summary>Deliveries did not arrive. Those that are transient nobody misses.</summary>
    public void Miss(ReadOnlySpan<Waiting> deliveries)
    {
        foreach (var missed in deliveries)
        {
            if (!missed.Delivery.Event.IsTransient)
                _missed.UnionWith(missed.Recipients);
        }
    }

    /// <summary>Takes out those who missed something.</summary>
    public ImmutableArray<Guid> TakeMissed()
    {
        if (_missed.Count == 0)
            return [];
        ImmutableArray<Guid> missed = [.. _missed];
        _missed.Clear();
        return missed;
    }

    /// <summary>Takes out the next deliveries, which are <see cref="Batch"/> then.</summary>
    public int TakeBatch()
    {
        _batch.Clear();
        var bytes = 0L;
        while (_batch.Count < FrontOutbox.Batch && _waiting.TryDequeue(out var waiting))
        {
            _batch.Add(waiting);
            bytes += EventWeight.Of(waiting.Delivery.Event);
        }

        Weigh(-bytes);
        return _batch.Count;
    }

    /// <summary>There is nothing to say: keeps no event, and little room for the next.</summary>
    public void Rest()
    {
        DropWaiting();
        _batch.Clear();
        if (_batch.Capacity <= Roomy)
            return;
        _batch.Capacity = 0;
        _waiting.TrimExcess();
    }

    private void Enqueue(Waiting added)
    {
        Weigh(EventWeight.Of(added.Delivery.Event));
        _waiting.Enqueue(added);
    }

    private void Weigh(long bytes)
    {
        _bytes += bytes;
        metrics.Waits(bytes);
    }
}
