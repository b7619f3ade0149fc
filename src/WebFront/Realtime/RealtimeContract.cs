using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Realtime;

/// <summary>A contract as the transports know it: a value that a connection carries, with what they need of it.</summary>
/// <param name="Slug">Its prefix, such as <c>social</c>.</param>
/// <param name="Events">What it publishes.</param>
/// <param name="Commands">What its clients may ask over a realtime connection.</param>
/// <param name="CommandLimit">Its published limit on what a user asks there, whatever it is and over whichever connections; null when there is none.</param>
/// <param name="Filter">Which of its events a connection wants; null when each wants all.</param>
/// <param name="Greeting">What a client is told when it is there, on a transport that has no word of its own for that; null for nothing.</param>
/// <param name="Deliveries">Says for its clients that messages reached them; null when they say so themselves.</param>
internal sealed record RealtimeContract(
    string Slug,
    IContractEvents Events,
    IContractCommands Commands,
    RateLimit? CommandLimit = null,
    IEventFilter? Filter = null,
    Func<IRealtimeConnection, RealtimeEvent>? Greeting = null,
    Deliveries? Deliveries = null);
