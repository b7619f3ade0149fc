using System.Text.Json;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>How Messenger answers commands: over SignalR with a result, over a WebSocket with an event where there is something to say.</summary>
internal static class MessengerReply
{
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] BeforeData = "{\"success\":true,\"data\":"u8.ToArray();
    private static readonly byte[] AfterData = "}"u8.ToArray();

    /// <summary>Carried out, and there is nothing to say.</summary>
    public static CommandReply Done { get; } = new(true, new JsonPieces(BeforeData, Null, AfterData), Null, null);

    /// <summary>Carried out, with a result: the event's payload.</summary>
    public static CommandReply Of(RealtimeEvent answer) => new(true, new JsonPieces(BeforeData, answer.Payload, AfterData), answer.Payload, null, answer);

    /// <summary>Refused; <paramref name="request"/> is the command, where it is known.</summary>
    public static CommandReply Refused(MessengerError error, string? request) => new(
        false,
        new JsonPieces(JsonSerializer.SerializeToUtf8Bytes(error, MessengerJson.Options)),
        Null,
        new CommandError(error.Message, error.Code, MessengerEvents.Error(error, request)));
}
