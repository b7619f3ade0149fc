using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Testing;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SignalR;

namespace OrleansChat.WebFront.Tests.Realtime.SignalR;

/// <summary>A real server with nothing but the SignalR transport and a small contract of its own.</summary>
internal sealed class HubServer : IAsyncDisposable, IConnectionRegistry, IRealtimeAuthenticator, IContractCommands, IContractEvents
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<Guid, IRealtimeConnection> _connections = new();

    private HubServer(TimeProvider time, Action<RealtimeOptions>? configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IConnectionRegistry>(this);
        builder.Services.AddSingleton<IRealtimeAuthenticator>(this);
        builder.Services.Configure<RealtimeOptions>(options => configure?.Invoke(options));
        builder.Services.AddSignalRTransport();
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (ChatException refused) when (refused.Error == ChatError.Unauthenticated)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
        });
        _app.UseRouting();
        _app.MapSignalR("/test/hub", new RealtimeContract("test", this, this));
    }

    public IReadOnlySet<string> Names { get; } = new HashSet<string>();

    public string Url => $"{_app.Urls.Single()}/test/hub";

    public IEnumerable<IRealtimeConnection> Connections => _connections.Values;

    /// <summary>What <c>wait</c> waits for.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a command waits at the gate.</summary>
    public TaskCompletionSource AtGate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What becomes of newcomers.</summary>
    public Func<IRealtimeConnection, Task<bool>> Arriving { get; set; } = _ => Task.FromResult(true);

    public ConcurrentQueue<IRealtimeConnection> Removed { get; } = new();

    /// <summary>Starts a server; its time stands still unless it is given another, so that no client is too late however busy the machine.</summary>
    public static async Task<HubServer> StartAsync(Action<RealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        var server = new HubServer(time ?? new ManualTimeProvider(), configure);
        await server._app.StartAsync();
        return server;
    }

    public ConnectionUser? Authenticate(string? token)
        => Guid.TryParse(token, out var userId) ? new ConnectionUser(userId, userId, DateTimeOffset.MaxValue) : null;

    public async ValueTask<bool> AddAsync(IRealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections[connection.Id] = connection;
        return await Arriving(connection);
    }

    public void Choose(Guid userId, PresenceStatus status)
    {
    }

    public void Remove(IRealtimeConnection connection)
    {
        if (_connections.TryRemove(connection.Id, out _))
            Removed.Enqueue(connection);
    }

    public CommandReply Refuse(Refusal refusal) => throw new NotSupportedException($"Nobody refuses for {refusal} here.");

    public bool IsTransient(string name) => false;

    public Task<CommandReply> ExecuteAsync(IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
        => ExecuteAsync(name, payload.ToArray(), cancellationToken);

    private async Task<CommandReply> ExecuteAsync(string name, byte[] payload, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case "wait":
                AtGate.TrySetResult();
                await Gate.Task.WaitAsync(cancellationToken);
                return Done(payload);
            case "some:echo":
                return Done(payload.Length == 0 ? "\"nothing\""u8.ToArray() : payload);
            default:
                var notice = RealtimeEvent.OfEncoded("error", Encoding.UTF8.GetBytes($$"""{"message":"No {{JsonEncodedText.Encode(name)}}"}"""));
                return new CommandReply(false, new JsonPieces("{}"u8.ToArray()), "null"u8.ToArray(), new CommandError($"No \"{name}\"", "UNKNOWN", notice));
        }

        static CommandReply Done(byte[] data) => new(true, new JsonPieces(data), data, null);
    }

    public RealtimeEvent? Encode(ChatEvent chatEvent) => null;

    public RealtimeEvent Error(Exception refusal) => RealtimeEvent.OfEncoded("error", "{}"u8.ToArray());

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
