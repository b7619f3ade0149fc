namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What all Socket.IO clients of one endpoint need.</summary>
internal sealed record SocketIoHost(
    RealtimeContract Contract,
    IRealtimeAuthenticator Authenticator,
    IConnectionRegistry Registry,
    EngineIoServer Server,
    ILogger<SocketIoClient> Logger)
{
    /// <summary>The bounds of connections.</summary>
    public RealtimeOptions Options => Server.Options;
}
