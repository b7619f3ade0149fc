using Orleans;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Calls;

/// <summary>One call, from ringing to its end. Keyed by call id. To all who have no part in it, it does not exist.</summary>
[Alias("call-grain")]
public interface ICallGrain : IGrainWithGuidKey
{
    /// <summary>Starts to ring.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.Invalid"/> (<c>participantIds</c>), <see cref="ChatError.UserNotFound"/>, <see cref="ChatError.GroupNotFound"/>, <see cref="ChatError.NotAMember"/>.</exception>
    [Alias("initiate")]
    Task<CallTicket> InitiateAsync(NewCall call);

    /// <summary>The call.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.CallNotFound"/>.</exception>
    [Alias("get")]
    Task<Call> GetAsync(Guid userId);

    /// <summary>Answers or joins; whoever left may come back while it goes on.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.CallNotFound"/>, <see cref="ChatError.CallOver"/>.</exception>
    [Alias("join")]
    Task<CallTicket> JoinAsync(Guid userId);

    /// <summary>Ends it for everyone.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.CallNotFound"/>, <see cref="ChatError.NotTheInitiator"/>, <see cref="ChatError.CallOver"/>.</exception>
    [Alias("end")]
    Task<Call> EndAsync(Guid userId);

    /// <summary>Leaves; the call ends when nobody is in it, or one alone and nobody is being called any more. The initiator who leaves before anyone answered ends it.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.CallNotFound"/>, <see cref="ChatError.CallOver"/>.</exception>
    [Alias("leave")]
    Task LeaveAsync(Guid userId);

    /// <summary>Rejects while it rings; the call is rejected when all who were called did so.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.CallNotFound"/>, <see cref="ChatError.CallOver"/>.</exception>
    [Alias("reject")]
    Task<Call> RejectAsync(Guid userId);
}
