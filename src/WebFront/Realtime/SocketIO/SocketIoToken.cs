using System.Text.Json;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Where clients put their access token: the CONNECT packet's <c>auth.token</c>, else the handshake's header or query.</summary>
internal static class SocketIoToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token of the handshake request, if it brought one.</summary>
    public static string? OfHandshake(HttpRequest request, in SocketIoQuery query)
    {
        if (request.Headers.Authorization is [{ Length: > 0 } header])
            return WithoutScheme(header);
        return query.Token.Length > 0 ? WithoutScheme(query.Token)
            : query.AccessToken.Length > 0 ? WithoutScheme(query.AccessToken)
            : null;
    }

    /// <summary>The token in the JSON object of a CONNECT packet, if it has one.</summary>
    public static string? OfAuth(ReadOnlySpan<byte> auth)
    {
        if (auth.IsEmpty)
            return null;
        var reader = SocketIoPacketParser.JsonReader(auth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isToken = SocketIoPacketParser.IsNamed(reader, "token"u8);
            reader.Read();

            // A token is plain ASCII; one that is escaped is none.
            if (isToken && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
                return WithoutScheme(reader.GetString()!);
            reader.Skip();
        }

        return null;
    }

    private static string WithoutScheme(string token)
        => token.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? token[Scheme.Length..].Trim() : token.Trim();
}
