namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>What a WebSocket frame is (RFC 6455, 5.2).</summary>
internal enum WebSocketOpcode : byte
{
    /// <summary>A further part of a message.</summary>
    Continuation = 0,

    /// <summary>A text message, or its first part.</summary>
    Text = 1,

    /// <summary>A binary message, or its first part.</summary>
    Binary = 2,

    /// <summary>The sender says goodbye.</summary>
    Close = 8,

    /// <summary>Asks for a <see cref="Pong"/>.</summary>
    Ping = 9,

    /// <summary>The answer to a <see cref="Ping"/>.</summary>
    Pong = 10,
}
