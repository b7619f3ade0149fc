using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.WebFront.Realtime;

/// <summary>What a contract publishes: domain event in, published name and payload out.</summary>
public interface IContractEvents
{
    /// <summary>
    /// The event as this contract words it, or null when it does not publish it. The relay calls this once per event for all
    /// recipients: the payload may not depend on who reads it (events for one user are delivered to that user only).
    /// </summary>
    RealtimeEvent? Encode(ChatEvent chatEvent);

    /// <summary>An error outside an acknowledgement, for a command that failed: the contract's own error event.</summary>
    RealtimeEvent Error(Exception refusal);
}
