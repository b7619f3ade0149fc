namespace OrleansChat.WebFront.Realtime;

/// <summary>Checks the access token that a client presents when it connects.</summary>
public interface IRealtimeAuthenticator
{
    /// <summary>Who the token stands for; null when it is missing, malformed, expired or its session was ended.</summary>
    ConnectionUser? Authenticate(string? token);
}
