namespace OrleansChat.WebFront.Realtime;

/// <summary>A contract as the transports know it: a value that a connection carries, with what they need of it.</summary>
/// <param name="Slug">Its prefix, such as <c>social</c>.</param>
/// <param name="Events">What it publishes.</param>
/// <param name="Commands">What its clients may ask over a realtime connection.</param>
public sealed record RealtimeContract(string Slug, IContractEvents Events, IContractCommands Commands);
