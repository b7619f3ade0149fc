using Orleans;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// Finds living connections whose session has lapsed: nobody ends such a session, so nothing tells of it. A client that is
/// there renews its session before its access token expires, so each session is asked about as often as the shortest-lived ones do.
/// </summary>
internal sealed partial class LapsedSessions(IGrainFactory grains, ConnectionRegistry registry, TimeProvider time, ILogger<LapsedSessions> logger)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private DateTimeOffset _due = time.GetUtcNow() + Period;

    /// <summary>Closes the connections of sessions that have lapsed, when it is time to look again.</summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _due)
            return Task.CompletedTask;
        _due = now + Period;
        return registry.CloseLapsedSessionsAsync(now - Period, IsAliveAsync, Pause, cancellationToken);
    }

    /// <summary>In doubt a session is alive: it is asked about again.</summary>
    private async Task<bool> IsAliveAsync(Guid userId, Guid sessionId)
    {
        try
        {
            return await grains.Account(userId).HasSessionAsync(sessionId);
        }
#pragma warning disable CA1031 // Whatever kept the account from answering, the other sessions are asked about all the same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotAnswered(e, userId);
            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Whether a session of user {UserId} is alive could not be learned; asking again later")]
    private partial void LogNotAnswered(Exception exception, Guid userId);
}
