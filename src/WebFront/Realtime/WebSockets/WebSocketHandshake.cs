using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// Turns a request that the WebSocket middleware has found to be one for a WebSocket into the connection's own pipes (RFC 6455, 4.2.2):
/// no stream, no buffer and no state of a general-purpose WebSocket lies between them and the frames.
/// </summary>
internal static class WebSocketHandshake
{
    /// <summary>What RFC 6455 has the server put behind the client's key.</summary>
    private static ReadOnlySpan<byte> KeySuffix => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    /// <summary>Says yes; frames follow on both sides.</summary>
    public static async Task<IDuplexPipe> AcceptAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            // HTTP/2: a stream of a connection that others share.
            var extended = context.Features.GetRequiredFeature<IHttpExtendedConnectFeature>();
            return new StreamPipes(await extended.AcceptAsync());
        }

        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = HeaderNames.Upgrade;
        context.Response.Headers.SecWebSocketAccept = AcceptValue(context.Request.Headers.SecWebSocketKey.ToString());
        var stream = await upgrade.UpgradeAsync();
        return context.Features.Get<IConnectionTransportFeature>()?.Transport ?? new StreamPipes(stream);
    }

    private static string AcceptValue(string key)
    {
        Span<byte> text = stackalloc byte[64];
        var length = Encoding.ASCII.GetBytes(key.Trim(), text);
        KeySuffix.CopyTo(text[length..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455 asks for SHA-1, which protects nothing here.
        SHA1.HashData(text[..(length + KeySuffix.Length)], hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }

    private sealed class StreamPipes(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
