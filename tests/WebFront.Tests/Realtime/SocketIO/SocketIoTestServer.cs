using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Testing;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>Socket.IO on a real Kestrel on loopback, with <see cref="EchoContract"/> behind it.</summary>
internal sealed class SocketIoTestServer : IAsyncDisposable, IConnectionRegistry, IRealtimeAuthenticator
{
    /// <summary>The one token that is accepted.</summary>
    public const string Token = "let-me-in";

    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly WebApplication _app;
    private readonly Channel<IRealtimeConnection> _arrivals = Channel.CreateUnbounded<IRealtimeConnection>();
    private readonly Channel<IRealtimeConnection> _departures = Channel.CreateUnbounded<IRealtimeConnection>();

    private SocketIoTestServer(TimeProvider time, Action<RealtimeOptions> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IConnectionRegistry>(this);
        builder.Services.AddSingleton<IRealtimeAuthenticator>(this);
        builder.Services.Configure(configure);
        builder.Services.AddSocketIo();
        _app = builder.Build();
        _app.MapSocketIo("/socket.io", new RealtimeContract("echo", Contract, Contract));
    }

    public EchoContract Contract { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Who is there.</summary>
    public ConcurrentDictionary<IRealtimeConnection, byte> Connections { get; } = new();

    /// <summary>What the registry answers to a connection that wants in.</summary>
    public Func<IRealtimeConnection, CancellationToken, ValueTask<bool>> Admission { get; set; } = (_, _) => ValueTask.FromResult(true);

    /// <summary>Starts a server; its time stands still unless it is given another, so that no client is too late however busy the machine.</summary>
    public static async Task<SocketIoTestServer> StartAsync(TimeProvider? time = null, Action<RealtimeOptions>? configure = null)
    {
        var server = new SocketIoTestServer(time ?? new ManualTimeProvider(), configure ?? (_ => { }));
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

    public void Remove(IRealtimeConnection connection)
    {
        if (Connections.TryRemove(connection, out _))
            _departures.Writer.TryWrite(connection);
    }

    public ConnectionUser? Authenticate(string? token)
        => token == Token ? new ConnectionUser(Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.MaxValue) : null;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
