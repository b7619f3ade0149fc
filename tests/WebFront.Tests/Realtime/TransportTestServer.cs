using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Testing;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SocketIO;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>Socket.IO and WebSockets on a real Kestrel on loopback, with <see cref="EchoContract"/> behind them.</summary>
internal sealed class TransportTestServer : IAsyncDisposable, IConnectionRegistry, IRealtimeAuthenticator
{
    /// <summary>A token that is accepted.</summary>
    public const string Token = "let-me-in";

    /// <summary>Another user's token.</summary>
    public const string OtherToken = "let-me-in-too";

    /// <summary>Where WebSockets are, with payloads beside the name.</summary>
    public const string Inline = "/ws";

    /// <summary>Where WebSockets are, with payloads in a property of their own.</summary>
    public const string Wrapped = "/wrapped";

    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly Guid _user = Guid.NewGuid();
    private readonly Guid _otherUser = Guid.NewGuid();
    private readonly Channel<IRealtimeConnection> _arrivals = Channel.CreateUnbounded<IRealtimeConnection>();
    private readonly Channel<IRealtimeConnection> _departures = Channel.CreateUnbounded<IRealtimeConnection>();

    private TransportTestServer(TimeProvider time, Action<RealtimeOptions> configure, HttpProtocols protocols)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocols));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IConnectionRegistry>(this);
        builder.Services.AddSingleton<IRealtimeAuthenticator>(this);
        builder.Services.Configure(configure);
        builder.Services.AddSocketIo();
        builder.Services.AddWebSocketTransport();
        _app = builder.Build();
        _app.UseMiddleware<RefusalMiddleware>(Contract);
        var contract = new RealtimeContract("echo", Contract, Contract, Greeting: EchoContract.Greet);
        _app.MapSocketIo("/socket.io", contract);
        _app.MapWebSocket(Inline, contract, new FrameShape("type"));
        _app.MapWebSocket(Wrapped, contract, new FrameShape("event", "data"));
    }

    public EchoContract Contract { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Who is there.</summary>
    public ConcurrentDictionary<IRealtimeConnection, byte> Connections { get; } = new();

    /// <summary>What the registry answers to a connection that wants in.</summary>
    public Func<IRealtimeConnection, CancellationToken, ValueTask<bool>> Admission { get; set; } = (_, _) => ValueTask.FromResult(true);

    /// <summary>Starts a server; its time stands still unless it is given another, so that no client is too late however busy the machine.</summary>
    public static async Task<TransportTestServer> StartAsync(
        TimeProvider? time = null, Action<RealtimeOptions>? configure = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var server = new TransportTestServer(time ?? new ManualTimeProvider(), configure ?? (_ => { }), protocols);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The next connection that was let in.</summary>
    public async Task<IRealtimeConnection> ArrivalAsync() => await _arrivals.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>The next connection that was removed.</summary>
    public async Task<IRealtimeConnection> DepartureAsync() => await _departures.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask<bool> AddAsync(IRealtimeConnection connection, CancellationToken cancellationToken)
    {
        if (!await Admission(connection, cancellationToken))
            return false;
        Connections.TryAdd(connection, 0);
        _arrivals.Writer.TryWrite(connection);
        return true;
    }

    public void Choose(Guid userId, PresenceStatus status)
    {
    }

    public void Remove(IRealtimeConnection connection)
    {
        if (Connections.TryRemove(connection, out _))
            _departures.Writer.TryWrite(connection);
    }

    public ConnectionUser? Authenticate(string? token)
        => token is Token or OtherToken ? new ConnectionUser(token == Token ? _user : _otherUser, Guid.NewGuid(), DateTimeOffset.MaxValue) : null;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
