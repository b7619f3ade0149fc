using System.Net.WebSockets;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// How the server ends a WebSocket. What the codes ask of a client: 1001, 1013 and those from 4000 on, connect again and resume; 1008,
/// connect with another token or not at all; any other, the client is at fault. Codes of our own stand where RFC 6455 has none.
/// </summary>
/// <param name="Status">The code in the close frame.</param>
/// <param name="Description">The reason in the close frame.</param>
internal sealed record WebSocketClose(WebSocketCloseStatus Status, string Description)
{
    /// <summary>How long writing what remains, and the client's own goodbye, may take before the connection is cut.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Whether what is queued is written first.</summary>
    public bool WritesQueued { get; private init; }

    /// <summary>The client said goodbye.</summary>
    public static WebSocketClose ByClient { get; } = new(WebSocketCloseStatus.NormalClosure, "");

    /// <summary>This front ends: connect again, elsewhere.</summary>
    public static WebSocketClose GoingAway { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "going away") { WritesQueued = true };

    /// <summary>It sent what is no WebSocket frame.</summary>
    public static WebSocketClose ProtocolError { get; } = new(WebSocketCloseStatus.ProtocolError, "protocol error");

    /// <summary>It sent a binary message.</summary>
    public static WebSocketClose Binary { get; } = new(WebSocketCloseStatus.InvalidMessageType, "text only");

    /// <summary>It sent a text message that is no text.</summary>
    public static WebSocketClose NoText { get; } = new(WebSocketCloseStatus.InvalidPayloadData, "not UTF-8");

    /// <summary>It sent a message that is too large.</summary>
    public static WebSocketClose MessageTooLarge { get; } = new(WebSocketCloseStatus.MessageTooBig, "message too large");

    /// <summary>Its token was refused, or it asked for something without one; which it is told first.</summary>
    public static WebSocketClose Refused { get; } = new(WebSocketCloseStatus.PolicyViolation, "authentication failed") { WritesQueued = true };

    /// <summary>It sent no token in time.</summary>
    public static WebSocketClose AuthenticationTimeout { get; } = new(WebSocketCloseStatus.PolicyViolation, "authentication timeout");

    /// <summary>Its session was ended (logout, deleted account).</summary>
    public static WebSocketClose SessionEnded { get; } = new(WebSocketCloseStatus.PolicyViolation, "session ended");

    /// <summary>More waits for it than is kept.</summary>
    public static WebSocketClose TooSlow { get; } = new((WebSocketCloseStatus)4000, "too slow");

    /// <summary>Events for it were lost.</summary>
    public static WebSocketClose MissedEvents { get; } = new((WebSocketCloseStatus)4001, "missed events");

    /// <summary>There is no place for it.</summary>
    public static WebSocketClose TurnedAway { get; } = new((WebSocketCloseStatus)1013, "try again later");

    /// <summary>It left a ping unanswered.</summary>
    public static WebSocketClose PingTimeout { get; } = new((WebSocketCloseStatus)4002, "ping timeout");

    /// <summary>The close that a reason of the realtime layer stands for.</summary>
    public static WebSocketClose For(CloseReason reason) => reason switch
    {
        CloseReason.TooSlow => TooSlow,
        CloseReason.MissedEvents => MissedEvents,
        CloseReason.SessionEnded => SessionEnded,
        CloseReason.GoingAway => GoingAway,
        _ => ProtocolError,
    };
}
