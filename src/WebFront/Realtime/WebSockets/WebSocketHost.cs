namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>What all clients of one endpoint need.</summary>
internal sealed record WebSocketHost(
    RealtimeContract Contract,
    FrameShape Shape,
    IRealtimeAuthenticator Authenticator,
    IConnectionRegistry Registry,
    WebSocketSessions Sessions,
    ILogger<WebSocketClient> Logger)
{
    /// <summary>The bounds of connections.</summary>
    public RealtimeOptions Options => Sessions.Options;
}
