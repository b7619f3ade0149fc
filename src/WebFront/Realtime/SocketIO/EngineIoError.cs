using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>What a request is refused with, in the words and numbers of the protocol.</summary>
internal sealed class EngineIoError
{
    private readonly int _status;
    private readonly byte[] _body;

    private EngineIoError(int code, string message, int status = StatusCodes.Status400BadRequest)
    {
        _status = status;
        _body = JsonSerializer.SerializeToUtf8Bytes(new { code, message });
    }

    /// <summary>Neither polling nor websocket.</summary>
    public static EngineIoError UnknownTransport { get; } = new(0, "Transport unknown");

    /// <summary>No such session, or one that has ended.</summary>
    public static EngineIoError UnknownSession { get; } = new(1, "Session ID unknown");

    /// <summary>Sessions begin with GET.</summary>
    public static EngineIoError BadHandshakeMethod { get; } = new(2, "Bad handshake method");

    /// <summary>Anything else.</summary>
    public static EngineIoError BadRequest { get; } = new(3, "Bad request");

    /// <summary>The reference server's number for what its application does not allow.</summary>
    public static EngineIoError NoRoom { get; } = new(4, "Too many sessions", StatusCodes.Status503ServiceUnavailable);

    /// <summary>Not protocol 4.</summary>
    public static EngineIoError UnsupportedProtocolVersion { get; } = new(5, "Unsupported protocol version");

    /// <summary>A post beyond the handshake's <c>maxPayload</c>.</summary>
    public static EngineIoError PayloadTooLarge { get; } = new(3, "Payload too large", StatusCodes.Status413PayloadTooLarge);

    /// <summary>Answers the request.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = _status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _body.Length;
        if (_status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return context.Response.Body.WriteAsync(_body, context.RequestAborted).AsTask();
    }
}
