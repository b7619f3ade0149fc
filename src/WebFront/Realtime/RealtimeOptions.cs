namespace OrleansChat.WebFront.Realtime;

/// <summary>The bounds of realtime connections; section <c>Realtime</c> of the configuration.</summary>
public sealed class RealtimeOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Realtime";

    /// <summary>Bytes queued for one connection; beyond it the connection is too slow.</summary>
    public int MaxQueuedBytes { get; set; } = 1024 * 1024;

    /// <summary>Bytes of one message from a client (frame, packet, long-polling body).</summary>
    public int MaxMessageBytes { get; set; } = 64 * 1024;

    /// <summary>Commands of one connection that run at once; beyond it the connection is not read from.</summary>
    public int MaxConcurrentCommands { get; set; } = 32;

    /// <summary>Connections of this front.</summary>
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Connections of one user on this front.</summary>
    public int MaxConnectionsPerUser { get; set; } = 64;

    /// <summary>Sessions of this front (Socket.IO, WebSocket) whose clients have not authenticated yet; they do not count as connections.</summary>
    public int MaxUnauthenticated { get; set; } = 20_000;

    /// <summary>The same of one address, which may never have more of them than are free for all others.</summary>
    public int MaxUnauthenticatedPerAddress { get; set; } = 10_000;

    /// <summary>This front's ears: loops that pass events on, each conversation always through the same one.</summary>
    public int Ears { get; set; } = 4;

    /// <summary>Bytes of events that may wait in one ear.</summary>
    public int MaxEarBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Bytes of audiences that one ear remembers; those of others are sent again.</summary>
    public int MaxAudienceBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>How long commands that run may take to be answered, and clients to go, when the front stops.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the server pings.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the server waits for the answer to a ping.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may take to authenticate after it connected.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
