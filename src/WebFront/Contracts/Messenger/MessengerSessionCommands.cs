using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.Resuming;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>What a client asks about its own connection: who it is, and what it missed.</summary>
internal sealed class MessengerSessionCommands(IRealtimeAuthenticator authenticator, ResumeReader resume, MessengerResume words) : IMessengerCommands
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, MessengerCommand> Commands => new Dictionary<string, MessengerCommand>
    {
        ["auth"] = Authenticate,
        ["resume"] = Resume,
    };

    /// <inheritdoc/>
    public IReadOnlySet<string> Transient => new HashSet<string>();

    /// <summary>The connection is authenticated already: a token may be sent again, and has to be the same user's.</summary>
    private Task<CommandReply> Authenticate(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
    {
        if (!payload.IsEmpty && MessengerJson.Read<AuthenticateMessenger>(payload).Token is { } token
            && authenticator.Authenticate(token)?.UserId != connection.User.UserId)
            throw new ChatException(ChatError.Unauthenticated);
        return Task.FromResult(MessengerReply.Of(MessengerEvents.Authenticated(connection)));
    }

    private Task<CommandReply> Resume(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
        => ResumeAsync(connection, MessengerJson.Read<ResumeRequest>(payload));

    private async Task<CommandReply> ResumeAsync(IRealtimeConnection connection, ResumeRequest request)
        => MessengerReply.Of(RealtimeEvent.OfEncoded("resumed", await resume.AnswerAsync(connection.User.UserId, request, words)));
}

/// <summary>Says who the client is.</summary>
internal sealed record AuthenticateMessenger(string? Token);
