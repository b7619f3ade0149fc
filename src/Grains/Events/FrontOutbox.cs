using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
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
    Guid key, Func<Task<FrontSurvey>> survey, OutboxMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>Deliveries in one call at most, and transient ones that wait for a front at most.</summary>
    public const int Batch = 128;

    /// <summary>How long after a failure a front is spoken to again.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>So many fronts it keeps in mind that it has nothing to say to.</summary>
    private const int Resting = 8;

    private readonly Dictionary<Guid, FrontLane> _lanes = [];

    /// <summary>Hands a delivery that lists its recipients to a front. Never waits for it.</summary>
    public void Deliver(FrontAddress front, Delivery delivery) => Deliver(front, null, delivery);

    /// <summary>Hands deliveries for a crowd to its front. Never waits for it.</summary>
    public void Deliver(FrontAddress front, Crowd? crowd, params ReadOnlySpan<Delivery> deliveries)
    {
        if (deliveries.IsEmpty)
            return;
        var lane = LaneTo(front);
        var fits = true;
        foreach (var delivery in deliveries)
            fits &= lane.TryAdd(new Waiting(delivery, crowd?.Name is null ? null : crowd));
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
        {
            if (_lanes.Count >= Resting)
                ForgetResting();
            _lanes[front.Id] = lane = new FrontLane(front, metrics);
        }

        lane.Front = front;
        return lane;
    }

    private void ForgetResting()
    {
        foreach (var (id, lane) in _lanes)
        {
            if (!lane.Busy)
                _lanes.Remove(id);
        }
    }

    private void Send(FrontLane lane)
    {
        if (lane.Busy)
            return;
        lane.Busy = true;
        lane.Sending = SendAsync(lane);
    }

    /// <summary>One asynchronous method for all of it, since a batch is often a single event.</summary>
    private async Task SendAsync(FrontLane lane)
    {
        var gone = false;
        while (!lane.IsEmpty && !gone)
        {
            var missed = lane.TakeMissed();
            var batch = missed.IsEmpty ? lane.TakeBatch() : 0;
            var heard = 0;
            var began = Stopwatch.GetTimestamp();
            try
            {
                var ear = lane.Front.EarFor(key);
                if (!missed.IsEmpty)
                    await ear.MissedAsync(missed);
                while (heard < batch)
                {
                    var (deliveries, audiences) = Word(lane.Batch[heard..]);
                    var answer = await ear.DeliverAsync(deliveries, audiences);
                    heard += Learn(lane.Batch[heard..], answer);
                }

                metrics.Heard(batch, missed.Length, began);
            }
            catch (Exception failure)
            {
                metrics.NotHeard();
                NotHeard(log, lane.Front.Id, failure);
                lane.Miss(missed.AsSpan());
                lane.Miss(lane.Batch[heard..batch]);
                await Task.Delay(Retry, time);
                gone = await IsGoneAsync(lane.Front);
            }
        }

        lane.Rest();
        lane.Busy = false;
        if (gone)
            _lanes.Remove(lane.Front.Id);
    }

    /// <summary>A batch as a front hears it. Those that follow name an audience that the front has forgotten; it learns it with them.</summary>
    private static (ImmutableArray<Delivery> Deliveries, ImmutableArray<AudienceDefinition> Audiences) Word(ReadOnlySpan<Waiting> batch)
    {
        var deliveries = new Delivery[batch.Length];
        ImmutableArray<AudienceDefinition> audiences = [];
        Crowd? defined = null;
        for (var i = 0; i < batch.Length; i++)
        {
            (deliveries[i], var crowd) = batch[i];
            if (crowd is null or { IsKnown: true } || crowd == defined)
                continue;
            audiences = audiences.Add(new AudienceDefinition(crowd.Name!, crowd.Users));
            defined = crowd;
        }

        return (ImmutableCollectionsMarshal.AsImmutableArray(deliveries), audiences);
    }

    /// <summary>How many of a batch were heard, by a front's answer; it knows who those were for.</summary>
    private static int Learn(ReadOnlySpan<Waiting> batch, int answer)
    {
        var heard = Math.Clamp(answer, 0, batch.Length);
        if (heard == 0 && batch[0].Crowd is not { IsKnown: true })
            throw new InvalidOperationException("The front does not take a delivery although it knows who it is for.");
        for (var i = 0; i < batch.Length; i++)
        {
            if (batch[i].Crowd is { } crowd)
                crowd.IsKnown = i < heard;
        }

        return heard;
    }

    private async Task<bool> IsGoneAsync(FrontAddress front)
    {
        try
        {
            return (await survey()).Misses(front);
        }
        catch (Exception failure)
        {
            NotListed(log, failure);
            return false; // Nobody knows.
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Front {FrontId} did not hear; those who missed something will be named to it")]
    private static partial void NotHeard(ILogger log, Guid frontId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Front {FrontId} is too slow: more than {Bytes} bytes wait. Events are dropped, and those who missed them will be named to it")]
    private static partial void Overflows(ILogger log, Guid frontId, long bytes);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "The list of fronts could not be read")]
    private static partial void NotListed(ILogger log, Exception failure);
}
