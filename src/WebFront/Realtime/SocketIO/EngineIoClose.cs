using System.Net.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// How the server ends a session. A client on a WebSocket reads status and description in the close frame; one that polls gets
/// a close packet. Neither keeps <c>socket.io-client</c> from connecting again by itself; a Socket.IO DISCONNECT packet before
/// it does (<see cref="SessionEnded"/>).
/// </summary>
/// <param name="Status">The status of the WebSocket's close frame.</param>
/// <param name="Description">Its description.</param>
internal sealed record EngineIoClose(WebSocketCloseStatus Status, string Description)
{
    /// <summary>How long writing what remains, and the client's own goodbye, may take before the connection is cut.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    /// <summary>Whether a client that polls finds the session gone, unless a poll is waiting to be told: so the reference server treats errors.</summary>
    public bool IsAbrupt { get; private init; }

    /// <summary>Whether what is queued is written first.</summary>
    public bool WritesQueued { get; private init; }

    /// <summary>A last packet, if there is one.</summary>
    public OutboundFrame? LastPacket { get; private init; }

    /// <summary>The client said goodbye.</summary>
    public static EngineIoClose ByClient { get; } = new(WebSocketCloseStatus.NormalClosure, "");

    /// <summary>It sent what is no packet, or a packet out of place.</summary>
    public static EngineIoClose ProtocolError { get; } = new(WebSocketCloseStatus.ProtocolError, "protocol error") { IsAbrupt = true };

    /// <summary>It sent too much at once.</summary>
    public static EngineIoClose MessageTooLarge { get; } = new(WebSocketCloseStatus.MessageTooBig, "message too large") { IsAbrupt = true };

    /// <summary>It opened a second poll, or posted while it was posting.</summary>
    public static EngineIoClose Overlap { get; } = new(WebSocketCloseStatus.ProtocolError, "overlapping requests") { IsAbrupt = true };

    /// <summary>It left a ping unanswered.</summary>
    public static EngineIoClose PingTimeout { get; } = new(WebSocketCloseStatus.PolicyViolation, "ping timeout") { IsAbrupt = true };

    /// <summary>It joined no namespace in time.</summary>
    public static EngineIoClose ConnectTimeout { get; } = new(WebSocketCloseStatus.PolicyViolation, "connect timeout");

    /// <summary>It was not let into the namespace, which it is told first, and did not go by itself.</summary>
    public static EngineIoClose Refused { get; } = new(WebSocketCloseStatus.PolicyViolation, "refused") { WritesQueued = true };

    /// <summary>More waits for it than is kept: it connects again and resumes.</summary>
    public static EngineIoClose TooSlow { get; } = new(WebSocketCloseStatus.PolicyViolation, "too slow");

    /// <summary>Events for it were lost: it connects again and resumes.</summary>
    public static EngineIoClose MissedEvents { get; } = new(WebSocketCloseStatus.PolicyViolation, "missed events");

    /// <summary>The registry has no place for it: it tries again later.</summary>
    public static EngineIoClose TurnedAway { get; } = new((WebSocketCloseStatus)1013, "try again later");

    /// <summary>This front ends: it connects again, elsewhere.</summary>
    public static EngineIoClose GoingAway { get; } = new(WebSocketCloseStatus.EndpointUnavailable, "going away") { WritesQueued = true };

    /// <summary>Its session was ended: nothing more for it but the DISCONNECT packet, which keeps it from connecting again by itself.</summary>
    public static EngineIoClose SessionEnded { get; } =
        new(WebSocketCloseStatus.PolicyViolation, "session ended") { LastPacket = SocketIoFrames.Disconnect };

    /// <summary>The close that a reason of the realtime layer stands for.</summary>
    public static EngineIoClose For(CloseReason reason) => reason switch
    {
        CloseReason.TooSlow => TooSlow,
        CloseReason.MissedEvents => MissedEvents,
        CloseReason.SessionEnded => SessionEnded,
        CloseReason.GoingAway => GoingAway,
        _ => ProtocolError,
    };
}
