using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Realtime.Clients;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>A user of a contract with one of everything, over a realtime connection.</summary>
internal abstract class RealtimeWorld
{
    /// <summary>A payload that would be carried out, for each command.</summary>
    public abstract IReadOnlyDictionary<string, JsonObject> Valid { get; }

    /// <summary>Fields of these payloads that take more than one kind of value, or may be empty.</summary>
    public abstract IReadOnlyCollection<string> TakesAnything { get; }

    /// <summary>The codes of refusals that a client's own mistakes may be answered with.</summary>
    public abstract IReadOnlyCollection<string> Refusals { get; }

    /// <summary>The name of something that only the server says.</summary>
    public abstract string AnEvent { get; }

    /// <summary>Connects the user, over SignalR or over the contract's own transport.</summary>
    public abstract Task<IRawClient> ConnectAsync(bool isSignalR);

    /// <summary>All that the user and those they talk to can see.</summary>
    public abstract Task<string> StateAsync();
}
