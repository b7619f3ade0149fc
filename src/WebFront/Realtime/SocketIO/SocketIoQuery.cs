using Microsoft.AspNetCore.WebUtilities;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// What a request names itself by: <c>?EIO=4&amp;transport=polling&amp;sid=…</c>, and the token of a handshake. Read without the
/// request's own collection of them, which a WebSocket's request would keep for as long as its connection lives. Of what is
/// named twice, all values count, separated by commas, as everywhere in HTTP.
/// </summary>
internal readonly struct SocketIoQuery
{
    private SocketIoQuery(string version, string transport, string sessionId, string token, string accessToken, bool isJsonp)
    {
        Version = version;
        SessionId = sessionId;
        Token = token;
        AccessToken = accessToken;
        IsJsonp = isJsonp;
        (IsPolling, IsWebSocket) = (transport == "polling", transport == "websocket");
    }

    /// <summary>The version of Engine.IO.</summary>
    public string Version { get; }

    /// <summary>The session that it is of; empty for a new one.</summary>
    public string SessionId { get; }

    /// <summary><c>token</c>; empty when it is not there.</summary>
    public string Token { get; }

    /// <summary><c>access_token</c>; empty when it is not there.</summary>
    public string AccessToken { get; }

    /// <summary>Whether it polls.</summary>
    public bool IsPolling { get; }

    /// <summary>Whether it is to be a WebSocket.</summary>
    public bool IsWebSocket { get; }

    /// <summary>Whether the answer is to be a script.</summary>
    public bool IsJsonp { get; }

    /// <summary>Reads it; names are found in any case.</summary>
    public static SocketIoQuery Of(QueryString query)
    {
        var (version, transport, sessionId, token, accessToken, isJsonp) = ("", "", "", "", "", false);
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            var name = pair.DecodeName().Span;
            if (Is(name, "EIO"))
                Add(ref version, pair);
            else if (Is(name, "transport"))
                Add(ref transport, pair);
            else if (Is(name, "sid"))
                Add(ref sessionId, pair);
            else if (Is(name, "token"))
                Add(ref token, pair);
            else if (Is(name, "access_token"))
                Add(ref accessToken, pair);
            else
                isJsonp |= Is(name, "j");
        }

        return new SocketIoQuery(version, transport, sessionId, token, accessToken, isJsonp);
    }

    private static bool Is(ReadOnlySpan<char> name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static void Add(ref string value, QueryStringEnumerable.EncodedNameValuePair pair)
    {
        var another = pair.DecodeValue().ToString();
        value = value.Length == 0 ? another : $"{value},{another}";
    }
}
