using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;

namespace OrleansChat.Grains.Events;

/// <summary>
/// What one grain has to say to fronts. Each front gets it in order, one batch at a time, and what comes up meanwhile is the
/// next batch; a front that is slow or gone holds up nobody else. What it cannot take it is told of by the names of those who
/// missed it, before it hears anything later: their clients come back and resume. Only a front whose lease ran out is forgotten.
/// Belongs to one activation and is used from its turns only.
/// </summary>
internal sealed partial class FrontOutbox(
    Guid key, Func<Task<ImmutableArray<FrontAddress>>> listFronts, OutboxMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>Deliveries in one call at most, and transient ones that wait for a front at most.</summary>
    public const int Batch = 128;

    /// <summary>How long after a failure a front is spoken to again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>So many times in a row a front that fails is not listed before it is forgotten: the list is empty for a renewal when it moves.</summary>
    private static readonly int Absences = (int)(FrontLease.Renewal / Retry) + 2;

    private readonly Dictionary<Guid, FrontLane> _lanes = [];

    /// <summary>Hands deliveries to a front. Never waits for it.</summary>
    public void Deliver(FrontAddress front, params ReadOnlySpan<Delivery> deliveries)
    {
        var lane = LaneTo(front);
        var fits = true;
        foreach (var delivery in deliveries)
            fits &= lane.TryAdd(delivery);
        if (!fits)
            Overflows(log, front.Id, EventWeight.Bound);
        Send(lane);
    }

    /// <summary>Users on a front missed something that could not even be handed over.</summary>
    public void Miss(FrontAddress front, params ReadOnlySpan<Guid> users)
    {
        var lane = LaneTo(front);
        lane.Miss(users);
        Send(lane);
    }

    /// <summary>Done when every front has heard what it is to hear, or is forgotten.</summary>
    public Task IdleAsync() => Task.WhenAll(_lanes.Values.Select(lane => lane.Sending));

    private FrontLane LaneTo(FrontAddress front)
    {
        if (!_lanes.TryGetValue(front.Id, out var lane))
            _lanes[front.Id] = lane = new FrontLane(front, metrics);
        lane.Front = front;
        return lane;
    }

    private void Send(FrontLane lane)
    {
        if (lane.Busy)
            return;
        lane.Busy = true;
        lane.Sending = SendAsync(lane);
        lane.Sending.Observe(log, "speak to a front");
    }

    private async Task SendAsync(FrontLane lane)
    {
        var absences = 0;
        while (!lane.IsEmpty && absences < Absences)
        {
            var missed = lane.TakeMissed();
            var batch = missed.IsEmpty ? lane.TakeBatch() : [];
            var began = Stopwatch.GetTimestamp();
            try
            {
                var ear = lane.Front.EarFor(key);
                await (missed.IsEmpty ? ear.DeliverAsync(batch) : ear.MissedAsync(missed));
                metrics.Heard(batch.Length, missed.Length, began);
                absences = 0;
            }
            catch (Exception failure)
            {
                metrics.NotHeard();
                NotHeard(log, lane.Front.Id, failure);
                lane.Miss(missed.AsSpan());
                lane.Miss(batch);
                await Task.Delay(Retry, time);
                absences = await IsListedAsync(lane.Front) ? 0 : absences + 1;
            }
        }

        lane.DropWaiting();
        lane.Busy = false;
        _lanes.Remove(lane.Front.Id);
    }

    private async Task<bool> IsListedAsync(FrontAddress front)
    {
        try
        {
            return (await listFronts()).Contains(front);
        }
        catch (Exception failure)
        {
            NotListed(log, failure);
            return true; // Nobody knows.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Front {FrontId} did not hear; those who missed something will be named to it")]
    private static partial void NotHeard(ILogger log, Guid frontId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Front {FrontId} is too slow: more than {Bytes} bytes wait. Events are dropped, and those who missed them will be named to it")]
    private static partial void Overflows(ILogger log, Guid frontId, long bytes);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The list of fronts could not be read")]
    private static partial void NotListed(ILogger log, Exception failure);
}
