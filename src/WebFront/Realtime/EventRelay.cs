using System.Collections.Immutable;
using System.Threading.Channels;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// One of this front's ears. Hearing only queues, so that a conversation never waits for a front; a loop takes one delivery
/// after the other, encodes it once per contract and hands it to the recipients' connections, in the order it was heard.
/// <para>
/// The queue is bounded in bytes. Near the bound transient events are dropped; at the bound all are, and the connections of
/// those who missed something for good are closed: their clients come back and resume from the sequence they saw, so that
/// an overload costs time and never a message.
/// </para>
/// </summary>
internal sealed partial class EventRelay(
    ConnectionRegistry registry, IRevokedSessions revoked, RealtimeMetrics metrics, int maxQueuedBytes, int maxAudienceBytes, LostEvents lost, TimeProvider time, ILogger<EventRelay> logger)
    : IFrontObserver
{
    /// <summary>The part of the queue that transient events may fill.</summary>
    private const double TransientShare = 0.5;

    /// <summary>What is heard, in order; one without a delivery only wakes the loop.</summary>
    private readonly Channel<Heard> _queue = Channel.CreateUnbounded<Heard>(new UnboundedChannelOptions { SingleReader = true });
    private readonly KnownAudiences _audiences = new(maxAudienceBytes);
    private readonly Lock _missedLock = new();
    private HashSet<Guid> _missed = [];
    private volatile bool _overrun;
    private long _queuedBytes;

    /// <summary>How far it has heard.</summary>
    public HeardPositions Positions { get; } = new(time);

    /// <summary>About the bytes of what was heard and not passed on yet.</summary>
    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    /// <inheritdoc/>
    public Task<int> DeliverAsync(ImmutableArray<Delivery> deliveries, ImmutableArray<AudienceDefinition> audiences)
    {
        var heard = 0;
        var defined = audiences.IsEmpty ? 0 : audiences.Sum(KnownAudiences.Weight); // Comes with the first.
        while (heard < deliveries.Length && RecipientsOf(deliveries[heard], audiences) is { IsDefault: false } recipients)
        {
            Hear(deliveries[heard++], recipients, defined);
            defined = 0;
        }

        // Not before: the same calls may still name the audience that one of these replaces.
        foreach (var audience in audiences)
            _audiences.Learn(audience);
        return Task.FromResult(heard);
    }

    /// <inheritdoc/>
    public Task MissedAsync(ImmutableArray<Guid> users)
    {
        Miss(users);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RevokeAsync(Guid userId, ImmutableArray<Guid> sessions)
    {
        foreach (var session in sessions)
            revoked.Add(session);
        registry.CloseSessions(userId, sessions.AsSpan());
        metrics.Revoked(sessions.Length);
        return Task.CompletedTask;
    }

    /// <summary>Passes on what is heard until the relay is completed.</summary>
    public async Task RunAsync()
    {
        var encoded = new List<Encoded>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var heard))
            {
                if (heard.Delivery is { } delivery)
                {
                    Pass(delivery, heard.Recipients, encoded);
                    Interlocked.Add(ref _queuedBytes, -heard.Weight);
                }

                if (_overrun)
                    CloseThoseWhoMissed();
            }
        }
    }

    /// <summary>Hears nothing more; <see cref="RunAsync"/> ends after what is queued.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>The users that a delivery is for; default when its audience is not known.</summary>
    private ImmutableArray<Guid> RecipientsOf(Delivery delivery, ImmutableArray<AudienceDefinition> audiences)
    {
        if (delivery.Audience is not { } name)
            return delivery.Recipients;
        foreach (var audience in audiences)
        {
            if (audience.Name == name)
                return audience.Users;
        }

        return _audiences.Find(name);
    }

    /// <summary>Queues a delivery, if there is room.</summary>
    private void Hear(Delivery delivery, ImmutableArray<Guid> recipients, int defined)
    {
        if (Positions.Hear(delivery.Event) is { } gap)
            lost.Suspect(this, gap);
        var weight = Weight(delivery) + defined;
        if (TryReserve(delivery, weight))
            _queue.Writer.TryWrite(new Heard(delivery, recipients, weight));
        else if (!delivery.Event.IsTransient)
            Overflow(recipients);
    }

    private void Pass(Delivery delivery, ImmutableArray<Guid> recipients, List<Encoded> encoded)
    {
        encoded.Clear();
        var delivered = 0;
        foreach (var userId in recipients)
        {
            if (userId == delivery.ExceptUser)
                continue;
            foreach (var connection in registry.Of(userId))
            {
                if (connection.Id == delivery.ExceptConnection || Encode(connection.Contract, delivery.Event, encoded) is not { } realtimeEvent)
                    continue;
                if (connection.Contract.Filter is { } filter && !Wants(filter, connection, delivery.Event))
                    continue;
                Hand(connection, realtimeEvent);
                delivered++;

                // An audience with a name is a large one, in which nobody waits for everybody's receipt.
                if (connection.Contract.Deliveries is { } deliveries && delivery is { Audience: null, Event: MessagePosted message })
                    deliveries.Note(userId, message.Message);
            }
        }

        if (delivered == 0)
            return;
        metrics.Delivered(delivered);
        if (delivery.Event is MessagePosted posted)
            metrics.FannedOut(posted.Message.CreatedAt);
    }

    /// <summary>A connection that fails to take an event has missed it: its client has to come back and resume.</summary>
    private void Hand(IRealtimeConnection connection, RealtimeEvent realtimeEvent)
    {
        try
        {
            connection.Send(realtimeEvent);
        }
#pragma warning disable CA1031 // One connection that fails must not silence all others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTaken(connection.Id, e);
            connection.Close(CloseReason.MissedEvents);
        }
    }

    /// <summary>What a filter fails to decide, its connection is told.</summary>
    private bool Wants(IEventFilter filter, IRealtimeConnection connection, ChatEvent chatEvent)
    {
        try
        {
            return filter.Wants(connection, chatEvent);
        }
#pragma warning disable CA1031 // One connection that cannot be asked must not silence all others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotFiltered(chatEvent.GetType().Name, connection.Contract.Slug, e);
            return true;
        }
    }

    /// <summary>Encodes the event for a contract the first time one of its connections is to get it.</summary>
    private RealtimeEvent? Encode(RealtimeContract contract, ChatEvent chatEvent, List<Encoded> encoded)
    {
        foreach (var (known, realtimeEvent) in encoded)
        {
            if (ReferenceEquals(known, contract))
                return realtimeEvent;
        }

        RealtimeEvent? made = null;
        try
        {
            made = contract.Events.Encode(chatEvent);
        }
#pragma warning disable CA1031 // One event that cannot be worded must not silence all that follow.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotEncoded(chatEvent.GetType().Name, contract.Slug, e);
        }

        encoded.Add(new Encoded(contract, made));
        return made;
    }

    private bool TryReserve(Delivery delivery, int weight)
    {
        var bound = delivery.Event.IsTransient ? (long)(maxQueuedBytes * TransientShare) : maxQueuedBytes;
        if (Interlocked.Add(ref _queuedBytes, weight) <= bound)
            return true;
        Interlocked.Add(ref _queuedBytes, -weight);
        metrics.Dropped(delivery.Event.IsTransient);
        return false;
    }

    private void Overflow(ImmutableArray<Guid> recipients)
    {
        if (!_overrun)
            LogOverflow(maxQueuedBytes);
        Miss(recipients);
    }

    /// <summary>Notes who missed something and sees to it that the loop comes to it, even if it has nothing else to do.</summary>
    private void Miss(ImmutableArray<Guid> recipients)
    {
        bool wake;
        lock (_missedLock)
        {
            foreach (var userId in recipients)
            {
                if (!registry.Of(userId).IsEmpty)
                    _missed.Add(userId);
            }

            wake = !_overrun;
            _overrun = true;
        }

        if (wake)
            _queue.Writer.TryWrite(default);
    }

    private void CloseThoseWhoMissed()
    {
        HashSet<Guid> missed;
        lock (_missedLock)
        {
            (missed, _missed, _overrun) = (_missed, [], false);
        }

        var cut = 0;
        foreach (var userId in missed)
        {
            foreach (var connection in registry.Of(userId))
            {
                connection.Close(CloseReason.MissedEvents);
                cut++;
            }
        }

        metrics.Missed(cut);
    }

    /// <summary>About what a delivery takes in memory, bytes; who is in its audience counts once, where that came with it.</summary>
    private static int Weight(Delivery delivery)
    {
        const int Fixed = 512;
        return Fixed + (delivery.Recipients.Length * 16) + (delivery.Event.TextLength * sizeof(char));
    }

    [LoggerMessage(LogLevel.Error, "{Event} could not be worded for {Contract}")]
    private partial void LogNotEncoded(string @event, string contract, Exception exception);

    [LoggerMessage(LogLevel.Error, "Whether {Event} is wanted could not be told for {Contract}")]
    private partial void LogNotFiltered(string @event, string contract, Exception exception);

    [LoggerMessage(LogLevel.Error, "Connection {ConnectionId} failed to take an event and is closed")]
    private partial void LogNotTaken(Guid connectionId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Events arrive faster than they are passed on: {Bytes} bytes wait. Events are dropped, and those who missed them are disconnected and resume")]
    private partial void LogOverflow(int bytes);

    private readonly record struct Heard(Delivery? Delivery, ImmutableArray<Guid> Recipients, int Weight);

    private readonly record struct Encoded(RealtimeContract Contract, RealtimeEvent? Event);
}
