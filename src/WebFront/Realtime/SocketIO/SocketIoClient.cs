using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// The Socket.IO side of a session: puts packets together, lets the client into the default namespace, and hands its events to
/// its connection.
/// </summary>
internal sealed partial class SocketIoClient : IEngineIoReceiver
{
    private const string InvalidNamespace = "Invalid namespace";

    /// <summary>How long a client that was refused may take to try again in the same session, or to go.</summary>
    private static readonly TimeSpan RefusedTimeout = TimeSpan.FromMilliseconds(500);

    private readonly EngineIoSession _session;
    private readonly SocketIoHost _host;
    private readonly string? _handshakeToken;
    private readonly SocketIoPacketAssembler _assembler;
    private SocketIoConnection? _connection;

    public SocketIoClient(EngineIoSession session, SocketIoHost host, string? handshakeToken)
    {
        (_session, _host, _handshakeToken) = (session, host, handshakeToken);
        _assembler = new SocketIoPacketAssembler(session.MaxMessageBytes);
        session.CloseWithin(host.Options.ConnectTimeout, EngineIoClose.ConnectTimeout);
    }

    public ValueTask ReceiveAsync(EngineIoPacket packet)
    {
        var error = packet.IsBinary
            ? _assembler.AddAttachment(packet.Data, out var complete)
            : _assembler.AddText(packet.Data, out complete);
        if (error != SocketIoParseError.None)
        {
            LogMalformedPacket(_host.Logger, error);
            _session.Close(EngineIoClose.ProtocolError);
            return ValueTask.CompletedTask;
        }

        return complete is { } socketIoPacket ? DispatchAsync(socketIoPacket) : ValueTask.CompletedTask;
    }

    public void GoAway()
    {
        if (Volatile.Read(ref _connection) is { } connection)
            connection.Close(CloseReason.GoingAway);
        else
            _session.Close(EngineIoClose.GoingAway);
    }

    public void Ended() => Interlocked.Exchange(ref _connection, null)?.Dispose();

    private ValueTask DispatchAsync(SocketIoPacket packet)
    {
        var connection = packet.Namespace == SocketIoPacket.DefaultNamespace ? Volatile.Read(ref _connection) : null;
        switch (packet.Type)
        {
            case SocketIoPacketType.Connect when connection is null:
                return ConnectAsync(packet);
            case SocketIoPacketType.Event when connection is not null:
                return connection.StartCommandAsync(packet);
            case SocketIoPacketType.Disconnect when connection is not null:
                Leave();
                return ValueTask.CompletedTask;
            case SocketIoPacketType.Ack when connection is not null:
                // The server asks for no acknowledgements: one that comes all the same answers nothing.
                return ValueTask.CompletedTask;
            default:
                _session.Close(EngineIoClose.ProtocolError);
                return ValueTask.CompletedTask;
        }
    }

    private async ValueTask ConnectAsync(SocketIoPacket packet)
    {
        if (packet.Namespace != SocketIoPacket.DefaultNamespace)
        {
            Refuse(packet, InvalidNamespace);
            return;
        }

        if (_host.Authenticator.Authenticate(SocketIoToken.OfAuth(packet.Data.Span) ?? _handshakeToken) is not { } user)
        {
            Refuse(packet, _host.Contract.Commands.Refuse(Refusal.By(ChatError.Unauthenticated)).Error!.Message);
            return;
        }

        var connection = new SocketIoConnection(_session, _host, user);
        Volatile.Write(ref _connection, connection);
        _session.LiftDeadline();
        _session.Place.GiveBack();
        if (!await connection.JoinAsync())
            _session.Close(EngineIoClose.TurnedAway);

        // The session may have ended before it had a connection to tell.
        if (!_session.IsOpen)
            connection.Dispose();
    }

    private void Leave()
    {
        Ended();
        if (_session.Place.TryTake())
            _session.CloseWithin(_host.Options.ConnectTimeout, EngineIoClose.ConnectTimeout);
        else
            _session.Close(EngineIoClose.TurnedAway);
    }

    /// <summary>A client that is in the default namespace stays; any other has little time left.</summary>
    private void Refuse(SocketIoPacket packet, string message)
    {
        if (Volatile.Read(ref _connection) is null)
            _session.CloseWithin(RefusedTimeout, EngineIoClose.Refused);
        if (!_session.TrySend(SocketIoFrames.ConnectError(packet.Namespace, message)))
            _session.Close(EngineIoClose.TooSlow);
    }

    [LoggerMessage(LogLevel.Debug, "A client sent what is no Socket.IO packet: {Error}")]
    private static partial void LogMalformedPacket(ILogger logger, SocketIoParseError error);
}
