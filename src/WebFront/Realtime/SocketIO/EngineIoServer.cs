using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>All Engine.IO sessions of this front, whatever path they began at, and the one clock that they share.</summary>
internal sealed class EngineIoServer : IDisposable
{
    private readonly ConcurrentDictionary<string, EngineIoSession> _sessions = new(StringComparer.Ordinal);
    private readonly Strangers _strangers;
    private readonly SessionClock _clock;
    private readonly CancellationTokenRegistration _stopping;
    private volatile bool _goingAway;

    public EngineIoServer(
        IOptions<RealtimeOptions> options, Strangers strangers, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<EngineIoServer> logger)
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

    /// <summary>
    /// A place for a session that is about to begin; null when there are as many strangers as there may be, or this front ends.
    /// How many users there may be is for the registry to say, when they have authenticated.
    /// </summary>
    public StrangerPlace? TryAdmit(string address) => _goingAway ? null : _strangers.TryEnter(address);

    /// <summary>Begins a session; null when this front ends.</summary>
    public EngineIoSession? TryOpen(ServerWebSocket? webSocket, StrangerPlace place, Func<EngineIoSession, IEngineIoReceiver> receiver)
    {
        if (_goingAway)
            return null;
        var session = new EngineIoSession(this, NewId(), webSocket, place, receiver);
        _sessions[session.Id] = session;
        session.Open();
        if (_goingAway)
            session.GoAway();
        return session;
    }

    /// <summary>The session of that id.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out EngineIoSession? session) => _sessions.TryGetValue(id, out session);

    /// <summary>Forgets a session that has ended.</summary>
    public void Remove(EngineIoSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
            session.Place.End();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _clock.Dispose();
    }

    /// <summary>128 random bits: whoever knows the id may read and write the session.</summary>
    private static string NewId()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    /// <summary>Those that are there whenever it is asked, one after the other.</summary>
    private IEnumerable<EngineIoSession> Sessions()
    {
        foreach (var (_, session) in _sessions)
            yield return session;
    }

    private void GoAway()
    {
        _goingAway = true;
        foreach (var (_, session) in _sessions)
            session.GoAway();
    }
}
