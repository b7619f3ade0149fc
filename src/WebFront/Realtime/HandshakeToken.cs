namespace OrleansChat.WebFront.Realtime;

/// <summary>The access token of a handshake request: in its header or, since browsers cannot set one on a WebSocket, in its query.</summary>
internal static class HandshakeToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token; null when the request brings none.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? WithoutScheme(header)
            : InQuery(request, "access_token") ?? InQuery(request, "token");
    }

    /// <summary>The token alone, when it is given as it would stand in the header.</summary>
    public static string WithoutScheme(string token)
        => token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? token[Scheme.Length..].Trim() : token.Trim();

    private static string? InQuery(HttpRequest request, string name) => request.Query[name] is [{ Length: > 0 } token, ..] ? WithoutScheme(token) : null;
}
