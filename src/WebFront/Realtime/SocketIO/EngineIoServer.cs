using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>All Engine.IO sessions of this front, whatever path they began at, and the one clock that they share.</summary>
internal sealed partial class EngineIoServer : IDisposable
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, EngineIoSession> _sessions = new(StringComparer.Ordinal);
    private readonly UnauthenticatedSessions _unauthenticated;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenRegistration _stopping;
    private readonly ILogger _logger;
    private volatile bool _goingAway;

    public EngineIoServer(IOptions<RealtimeOptions> options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<EngineIoServer> logger)
    {
        Options = options.Value;
        _unauthenticated = new UnauthenticatedSessions(Options);
        _time = time;
        _logger = logger;
        _timer = new PeriodicTimer(TickInterval(Options), time);
        _stopping = lifetime.ApplicationStopping.Register(GoAway);
        _ = TickAsync();
    }

    /// <summary>The bounds of connections.</summary>
    public RealtimeOptions Options { get; }

    /// <summary>The time on the shared clock after a time span from now.</summary>
    public long In(TimeSpan time) => _time.GetTimestamp() + (long)(time.TotalSeconds * _time.TimestampFrequency);

    /// <summary>
    /// A place for a session that is about to begin; null when there are as many strangers as there may be, or this front ends.
    /// How many users there may be is for the registry to say, when they have authenticated.
    /// </summary>
    public UnauthenticatedPlace? TryAdmit(string address) => _goingAway ? null : _unauthenticated.TryEnter(address);

    /// <summary>Begins a session; null when this front ends.</summary>
    public EngineIoSession? TryOpen(EngineIoWebSocket? webSocket, UnauthenticatedPlace place, Func<EngineIoSession, IEngineIoReceiver> receiver)
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
        _timer.Dispose();
    }

    /// <summary>Often enough for the shortest of the times to be kept to a quarter, and at least every second.</summary>
    private static TimeSpan TickInterval(RealtimeOptions options)
    {
        TimeSpan[] times = [options.PingInterval / 4, options.PingTimeout / 4, options.ConnectTimeout / 4, LongestTick];
        return times.Min();
    }

    /// <summary>128 random bits: whoever knows the id may read and write the session.</summary>
    private static string NewId()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    private async Task TickAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var now = _time.GetTimestamp();
            foreach (var (_, session) in _sessions)
                Tick(session, now);
        }
    }

    /// <summary>The other sessions' time goes on whatever goes wrong with one.</summary>
    private void Tick(EngineIoSession session, long now)
    {
        try
        {
            session.Tick(now);
        }
        catch (Exception failure)
        {
            LogTickFailed(failure);
        }
    }

    private void GoAway()
    {
        _goingAway = true;
        foreach (var (_, session) in _sessions)
            session.GoAway();
    }

    [LoggerMessage(LogLevel.Error, "A session's heartbeat failed")]
    private partial void LogTickFailed(Exception failure);
}
