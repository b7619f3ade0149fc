using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage;
using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Calls;

/// <summary>
/// One call: <see cref="CallRules"/> decides, this saves and tells, one decision at a time. A timer ends the ringing;
/// should the process end first, a reminder does.
/// </summary>
[GrainType("call")]
internal sealed partial class CallGrain(
    ICallStore store,
    IRelationStore relations,
    IOptions<CallOptions> options,
    TimeProvider time,
    ILogger<CallGrain> log) : Grain, ICallGrain, IRemindable
{
    private const string RingReminder = "ring";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private Call? _call;

    /// <summary>Those called who block the initiator: for them it does not ring, nor is there such a call. The initiator sees it ring.</summary>
    private HashSet<Guid> _unaware = [];
    private long _version;
    private IGrainTimer? _ringing;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } stored)
        {
            this.LeaveUnless(() => _call is not null, DeactivateOnIdle);
            return;
        }

        (_call, _version) = (stored.ToCall(), stored.Version);
        _unaware = [.. stored.Participants.Where(participant => participant.Hidden).Select(participant => participant.UserId)];

        // One that rang when its process ended is over before anybody sees it.
        if (time.GetUtcNow() >= RingsUntil(_call))
            await StopRingingAsync(cancellationToken);
        else
            WaitWhileRinging();
    }

    /// <inheritdoc/>
    public async Task<CallTicket> InitiateAsync(NewCall call)
    {
        if (_call is not null)
            throw new InvalidOperationException("A new call needs a new id.");
        if (!Enum.IsDefined(call.Type))
            throw new ChatException("type", "Must be AUDIO or VIDEO.");
        var called = await ParticipantsAsync(call);
        if (call.GroupId is null)
            _unaware = [.. (await relations.ListBlockersAsync(call.InitiatorId, called)).Select(blocker => blocker.UserId)];
        var initiator = await GrainFactory.GetGrain<IAccountGrain>(call.InitiatorId).GetAsync();

        // First the reminder: a call that is stored is always brought to its end.
        await this.RegisterOrUpdateReminder(RingReminder, options.Value.RingTime, ReminderPeriod);
        var room = $"call-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        await TakeAsync(CallRules.Initiate(this.GetPrimaryKey(), call, called, room, initiator, time.Stamp()));
        WaitWhileRinging();
        return new CallTicket(_call!, initiator);
    }

    /// <inheritdoc/>
    public Task<Call> GetAsync(Guid userId)
    {
        var call = Existing(userId);
        CallRules.ParticipantOf(call, userId);
        return Task.FromResult(call);
    }

    /// <inheritdoc/>
    public async Task<CallTicket> JoinAsync(Guid userId)
    {
        CallRules.ParticipantOf(Existing(userId), userId);
        var account = await GrainFactory.GetGrain<IAccountGrain>(userId).GetAsync();
        return new CallTicket(await TakeAsync(CallRules.Join(Existing(), account, time.Stamp())), account);
    }

    /// <inheritdoc/>
    public Task<Call> EndAsync(Guid userId) => TakeAsync(CallRules.End(Existing(userId), userId, time.Stamp()));

    /// <inheritdoc/>
    public Task LeaveAsync(Guid userId) => TakeAsync(CallRules.Leave(Existing(userId), userId, time.Stamp()));

    /// <inheritdoc/>
    public Task<Call> RejectAsync(Guid userId) => TakeAsync(CallRules.Reject(Existing(userId), userId, time.Stamp()));

    /// <inheritdoc/>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_call is { } call && CallRules.Rings(call) && time.GetUtcNow() < RingsUntil(call))
            return; // The next tick will be late enough.
        await StopRingingAsync(CancellationToken.None);
        if (await this.GetReminder(RingReminder) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private async Task<StoredCall?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await store.LoadAsync(this.GetPrimaryKey(), cancellationToken);
        }
        catch (StoreUnavailableException failure)
        {
            NotLoaded(log, this.GetPrimaryKey(), failure);
            throw new ChatException(ChatError.Unavailable); // What fails the activation reaches the caller as it is.
        }
    }

    private Call Existing(Guid userId) => _unaware.Contains(userId) ? throw new ChatException(ChatError.CallNotFound) : Existing();

    private Call Existing() => _call ?? throw new ChatException(ChatError.CallNotFound);

    private DateTimeOffset RingsUntil(Call call) => call.CreatedAt + options.Value.RingTime;

    private void WaitWhileRinging()
    {
        _ringing?.Dispose();
        _ringing = null;
        if (_call is not { } call || !CallRules.Rings(call))
            return;
        var left = RingsUntil(call) - time.GetUtcNow();
        _ringing = this.RegisterGrainTimer(
            StopRingingAsync,
            new GrainTimerCreationOptions { DueTime = left > TimeSpan.Zero ? left : TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, KeepAlive = true });
    }

    private async Task StopRingingAsync(CancellationToken cancellationToken)
    {
        if (_call is { } call)
            await TakeAsync(CallRules.StopRinging(call, time.Stamp()));
    }

    private async Task<Call> TakeAsync(CallStep step)
    {
        if (!step.Changes)
            return step.Call;
        try
        {
            await store.SaveAsync(step.Call.ToStored(_version + 1, _unaware));
        }
        catch (Exception failure)
        {
            // Nobody knows what is stored: the next call begins with it.
            NotSaved(log, this.GetPrimaryKey(), failure);
            DeactivateOnIdle();
            throw new ChatException(ChatError.Unavailable);
        }

        (_call, _version) = (step.Call, _version + 1);
        if (!CallRules.Rings(step.Call))
            _ringing?.Dispose();
        foreach (var notice in step.Notices)
            await Task.WhenAll(notice.To.Where(userId => !_unaware.Contains(userId)).Select(userId => TellAsync(userId, notice)));
        return step.Call;
    }

    private async Task TellAsync(Guid userId, CallNotice notice)
    {
        try
        {
            await GrainFactory.GetGrain<IPresenceGrain>(userId).TellAsync(notice.Event);
        }
        catch (Exception failure)
        {
            NotTold(log, this.GetPrimaryKey(), userId, failure);
        }
    }

    private async Task<ImmutableArray<Guid>> ParticipantsAsync(NewCall call)
    {
        var called = call.ParticipantIds.IsDefault ? [] : call.ParticipantIds;
        if (called.Contains(call.InitiatorId))
            throw new ChatException("participantIds", "Must not contain the caller.");
        if (called.Distinct().Count() != called.Length)
            throw new ChatException("participantIds", "Must not contain a user twice.");
        if (call.GroupId is { } groupId)
            called = await OfGroupAsync(groupId, call.InitiatorId, called);
        if (called.Length is < 1 or > CallLimits.Participants)
            throw new ChatException("participantIds", $"Must have 1 to {CallLimits.Participants} users.");
        var exist = await Task.WhenAll(called.Select(userId => GrainFactory.GetGrain<IAccountGrain>(userId).ExistsAsync()));
        return exist.All(exists => exists) ? called : throw new ChatException(ChatError.UserNotFound);
    }

    private async Task<ImmutableArray<Guid>> OfGroupAsync(Guid groupId, Guid initiator, ImmutableArray<Guid> called)
    {
        var group = await GrainFactory.GetGrain<IGroupGrain>(groupId).GetAsync(initiator);
        var members = group.Members.Select(member => member.UserId).ToHashSet();
        if (!members.Remove(initiator))
            throw new ChatException(ChatError.NotAMember);
        if (called.IsEmpty)
            return [.. members];
        return called.All(members.Contains) ? called : throw new ChatException("participantIds", "Must be members of the group.");
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Could not save call {CallId}; it begins anew")]
    private static partial void NotSaved(ILogger log, Guid callId, Exception failure);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Call {CallId} found no database")]
    private static partial void NotLoaded(ILogger log, Guid callId, Exception failure);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Call {CallId} could not tell user {UserId}")]
    private static partial void NotTold(ILogger log, Guid callId, Guid userId, Exception failure);
}
