using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>All WebSocket sessions of this front, whatever their contract, and the one clock that they share.</summary>
internal sealed class WebSocketSessions : IDisposable
{
    private readonly ConcurrentDictionary<WebSocketSession, byte> _sessions = new();
    private readonly Strangers _strangers;
    private readonly SessionClock _clock;
    private readonly CancellationTokenRegistration _stopping;
    private volatile bool _goingAway;

    public WebSocketSessions(
        IOptions<RealtimeOptions> options, Strangers strangers, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<WebSocketSessions> logger)
    {
        Options = options.Value;
        _strangers = strangers;
        _clock = new SessionClock(Options, time);
        _stopping = lifetime.ApplicationStopping.Register(GoAway);
        _ = _clock.RunAsync(Sessions(), static (session, now) => session.Tick(now), logger);
    }

    /// <summary>The bounds of connections.</summary>
    public RealtimeOptions Options { get; }

    /// <summary>The time on the shared clock after a time span from now.</summary>
    public long In(TimeSpan time) => _clock.In(time);

    /// <summary>A place for a client that has not authenticated; null when there are as many as there may be.</summary>
    public StrangerPlace? TryAdmit(string address) => _strangers.TryEnter(address);

    /// <summary>Begins a session; null when this front ends.</summary>
    public WebSocketSession? TryOpen(ServerWebSocket webSocket, StrangerPlace? place, Func<WebSocketSession, WebSocketClient> client)
    {
        if (_goingAway)
            return null;
        var session = new WebSocketSession(this, webSocket, place, client);
        _sessions[session] = 0;
        if (_goingAway)
            session.GoAway();
        return session;
    }

    /// <summary>Forgets a session that has ended.</summary>
    public void Remove(WebSocketSession session) => _sessions.TryRemove(session, out _);

    public void Dispose()
    {
        _stopping.Dispose();
        _clock.Dispose();
    }

    /// <summary>Those that are there whenever it is asked, one after the other.</summary>
    private IEnumerable<WebSocketSession> Sessions()
    {
        foreach (var (session, _) in _sessions)
            yield return session;
    }

    private void GoAway()
    {
        _goingAway = true;
        foreach (var (session, _) in _sessions)
            session.GoAway();
    }
}
