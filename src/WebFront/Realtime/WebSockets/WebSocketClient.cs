using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>Who is behind a session: a stranger at first, unless its handshake brought a token, and then a user with a connection.</summary>
internal sealed class WebSocketClient
{
    private readonly WebSocketSession _session;
    private readonly WebSocketHost _host;
    private WebSocketConnection? _connection;

    /// <param name="session">The session.</param>
    /// <param name="host">What its endpoint needs.</param>
    /// <param name="isStranger">Whether it has to authenticate in time.</param>
    public WebSocketClient(WebSocketSession session, WebSocketHost host, bool isStranger)
    {
        (_session, _host) = (session, host);
        if (isStranger)
            session.CloseWithin(host.Options.ConnectTimeout, WebSocketClose.AuthenticationTimeout);
    }

    /// <summary>Takes a message; the next one is read when this completes.</summary>
    public ValueTask ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        var connection = Volatile.Read(ref _connection);

        // What cannot be read is a command without a name: the contract refuses it, and it counts as any other.
        _host.Shape.TryRead(message, out var name, out var payload);
        if (connection is not null && (name != FrameShape.Authenticate || Authenticate(payload)?.UserId == connection.User.UserId))
            return connection.StartCommandAsync(name, payload);
        if (connection is null && name == FrameShape.Authenticate && Authenticate(payload) is { } user)
            return EnterAsync(user);
        Refuse();
        return ValueTask.CompletedTask;
    }

    /// <summary>The client is a user: connects, and greets it.</summary>
    public async ValueTask EnterAsync(ConnectionUser user)
    {
        var connection = new WebSocketConnection(_session, _host, user);
        Volatile.Write(ref _connection, connection);
        _session.Admit();
        if (!await connection.JoinAsync())
            _session.Close(WebSocketClose.TurnedAway);

        // The session may have ended before it had a connection to tell.
        if (!_session.IsOpen)
            connection.Dispose();
    }

    /// <summary>This front ends.</summary>
    public void GoAway()
    {
        if (Volatile.Read(ref _connection) is { } connection)
            connection.Close(CloseReason.GoingAway);
        else
            _session.Close(WebSocketClose.GoingAway);
    }

    /// <summary>The session has ended.</summary>
    public void Ended() => Interlocked.Exchange(ref _connection, null)?.Dispose();

    private ConnectionUser? Authenticate(ReadOnlyMemory<byte> payload) => _host.Authenticator.Authenticate(FrameShape.Token(payload));

    private void Refuse()
    {
        _session.TrySend(_host.Shape.Frame(_host.Contract.Commands.Refuse(Refusal.By(ChatError.Unauthenticated)).Error!.Event));
        _session.Close(WebSocketClose.Refused);
    }
}
