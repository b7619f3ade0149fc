using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>What a contract's clients may ask over a realtime connection: (event name, payload) in, grain call, answer out.</summary>
internal interface IContractCommands
{
    /// <summary>The published names of all commands, such as <c>message:send</c>.</summary>
    IReadOnlySet<string> Names { get; }

    /// <summary>
    /// Carries out a client's command. Never throws for anything that the client did: refusals, unknown names and malformed
    /// payloads come back as a failed reply in the contract's words; so does a bug, as its internal error.
    /// </summary>
    /// <param name="connection">The connection it came in on.</param>
    /// <param name="name">The published name, such as <c>message:send</c>.</param>
    /// <param name="payload">The first argument as UTF-8 JSON; empty when none was sent. Read before anything is waited for.</param>
    /// <param name="cancellationToken">The connection's end.</param>
    Task<CommandReply> ExecuteAsync(IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken);

    /// <summary>The answer to a command that is refused before it is looked at, in the contract's words.</summary>
    CommandReply Refuse(Refusal refusal);

    /// <summary>Whether the command is of those that are shed first under load: nothing is lost for good without it.</summary>
    bool IsTransient(string name);
}

/// <summary>The answer to a command.</summary>
/// <param name="Succeeded">Whether it was carried out.</param>
/// <param name="Acknowledgement">The body of an acknowledgement, UTF-8 JSON: <c>{"success":true,"data":…}</c> or the contract's error envelope.</param>
/// <param name="Data">The bare result for transports whose acknowledgements carry no envelope, UTF-8 JSON (<c>null</c> when there is none).</param>
/// <param name="Error">For a failed command: the message and code for transports that raise errors, and the event for clients that asked for no acknowledgement.</param>
/// <param name="Event">For a command that was carried out: what a transport without acknowledgements sends back; null for nothing.</param>
public sealed record CommandReply(
    bool Succeeded, JsonPieces Acknowledgement, ReadOnlyMemory<byte> Data, CommandError? Error, RealtimeEvent? Event = null);

/// <summary>A failed command in the contract's words.</summary>
public sealed record CommandError(string Message, string Code, RealtimeEvent Event);
