using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Events;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Presence;

namespace OrleansChat.Grains.Conversations;

/// <summary>An event to publish, and who of the members is not to hear of it.</summary>
internal readonly record struct Outgoing(ChatEvent Event, Guid? ExceptUser = null, Guid? ExceptConnection = null);

/// <summary>
/// Tells the members' connections what happened, in the order it was given, one batch per front. Asks presence
/// where the members are with the first event and is told of changes from then on. Nobody waits for it.
/// Whoever could not be found in time missed what was told meanwhile, and their fronts learn that once they are known.
/// </summary>
/// <param name="conversationId">The conversation.</param>
/// <param name="grains">Reaches presence.</param>
/// <param name="roster">The fronts that are alive.</param>
/// <param name="metrics">What is counted.</param>
/// <param name="patience">How long events, and whoever adds a member, wait for presence.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures go.</param>
internal sealed partial class Publisher(
    Guid conversationId, IGrainFactory grains, FrontRoster roster, OutboxMetrics metrics, TimeSpan patience, TimeProvider time, ILogger log)
{
    /// <summary>Events that wait for presence at most, before the first to be shed are shed.</summary>
    private const int TransientBound = 256;

    /// <summary>How long the end of this activation waits for fronts: the next one must not overtake it.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly FrontOutbox _fronts = new(conversationId, roster.SurveyAsync, metrics, time, log);
    private readonly Audience _audience = new(conversationId);
    private readonly HashSet<Guid> _members = [];
    private readonly HashSet<Guid> _missed = [];
    private readonly Queue<Outgoing> _outbox = [];
    private readonly List<Delivery> _deliveries = [];
    private long _outboxBytes;
    private Task? _start;
    private bool _published;
    private bool _started;
    private bool _stopped;

    /// <summary>Whether it has begun to follow presence.</summary>
    public bool IsWatching => _start is not null;

    /// <summary>A user belongs to the conversation; done when they will hear of what is published next.</summary>
    public Task AddAsync(Guid userId)
    {
        _members.Add(userId);
        return IsWatching ? FindAsync(userId) : Task.CompletedTask;
    }

    /// <summary>A user no longer belongs to it, and hears nothing from this moment on.</summary>
    public void Remove(Guid userId)
    {
        _members.Remove(userId);
        _asking.Remove(userId);
        _unknown.Remove(userId);
        _followed.Remove(userId);
        _missed.Remove(userId);
        _audience.Remove(userId);
        if (IsWatching)
            UnwatchAsync(userId).Observe(log, "stop watching a former member");
    }

    /// <summary>Publishes events, in order.</summary>
    public void Publish(params ReadOnlySpan<Outgoing> events)
    {
        if (_started)
        {
            Tell(events);
            return;
        }

        foreach (var outgoing in events)
            Enqueue(outgoing);
        Start();
    }

    /// <summary>Something happened and nobody knows what: every member missed it.</summary>
    public void MissAll()
    {
        _missed.UnionWith(_members);
        if (_started)
            Tell([]);
        else
            Start();
    }

    /// <summary>
    /// Stops following presence, once the fronts have heard what there was to say, or do not answer. When nobody waits for it any more
    /// (<paramref name="late"/>), what presence tells belongs to the next activation, and is left to it.
    /// </summary>
    public async Task StopAsync(CancellationToken late = default)
    {
        _stopped = true;
        roster.Unfollow(conversationId);
        if (_start is null)
            return;
        await _start;
        await Background.ForEachAsync([.. _missed], AskAsync).WithinAsync(patience, time);
        await _fronts.IdleAsync().WithinAsync(LastWords, time);
        await Background.ForEachAsync([.. _members], userId => late.IsCancellationRequested ? Task.CompletedTask : UnwatchAsync(userId));
    }

    private void Enqueue(Outgoing outgoing)
    {
        if (outgoing.Event.IsTransient)
        {
            if (_outbox.Count < TransientBound)
                _outbox.Enqueue(outgoing);
            return;
        }

        _outbox.Enqueue(outgoing);
        _outboxBytes += EventWeight.Of(outgoing.Event);
        if (_outboxBytes <= EventWeight.Bound)
            return;
        Overflows(log, conversationId, _outbox.Count);
        EmptyOutbox();
        _missed.UnionWith(_members);
    }

    private void Start()
    {
        if (_start is not null)
            return;
        _start = StartAsync();
        _start.Observe(log, "publish the first events of a conversation");
    }

    private async Task StartAsync()
    {
        roster.Follow(conversationId);
        _unknown.UnionWith(_members);
        await RenewAsync().WithinAsync(patience, time);
        _started = true;
        var waiting = _outbox.ToArray();
        EmptyOutbox();
        Tell(waiting);
        SeekUnknown();
    }

    /// <summary>Costs by the number of fronts, never by that of members; what is made here is what the fronts get.</summary>
    private void Tell(ReadOnlySpan<Outgoing> events)
    {
        if (_missed.Count > 0)
        {
            foreach (var userId in _missed.ToArray())
                TellMissed(userId);
        }

        if (events.IsEmpty)
            return;
        foreach (var (front, crowd) in _audience.All)
        {
            foreach (ref readonly var outgoing in events)
            {
                if (crowd.Users is not [var only] || only != outgoing.ExceptUser)
                    _deliveries.Add(crowd.Deliver(outgoing.Event, outgoing.ExceptUser, outgoing.ExceptConnection));
            }

            _fronts.Deliver(front, crowd, CollectionsMarshal.AsSpan(_deliveries));
            _deliveries.Clear();
        }

        if (!AnyLasts(events))
            return;
        _published = true;

        // Who was somewhere before is told what is told there; whether that was everywhere turns out with the answer.
        if (_unknown.Count > 0)
            _missed.UnionWith(_unknown.Where(userId => !_followed.Contains(userId)));
    }

    private static bool AnyLasts(ReadOnlySpan<Outgoing> events)
    {
        foreach (ref readonly var outgoing in events)
        {
            if (!outgoing.Event.IsTransient)
                return true;
        }

        return false;
    }

    private void EmptyOutbox()
    {
        _outbox.Clear();
        _outboxBytes = 0;
    }

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Conversation {ConversationId} waits for presence: {Events} events are dropped, and everyone who missed them will be named")]
    private static partial void Overflows(ILogger log, Guid conversationId, int events);
}
