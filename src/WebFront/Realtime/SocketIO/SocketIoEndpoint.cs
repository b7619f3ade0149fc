using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Serves Socket.IO (protocol 5 over Engine.IO protocol 4) at a path, for one contract.</summary>
internal sealed class SocketIoEndpoint
{
    private readonly EngineIoServer _server;
    private readonly SocketIoHost _host;

    private SocketIoEndpoint(EngineIoServer server, SocketIoHost host) => (_server, _host) = (server, host);

    /// <summary>Registers what all endpoints share.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddStrangers();
        services.TryAddSingleton<EngineIoServer>();
    }

    /// <summary>Maps the path for a contract.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, RealtimeContract contract)
    {
        var services = endpoints.ServiceProvider;
        var endpoint = new SocketIoEndpoint(
            services.GetRequiredService<EngineIoServer>(),
            ActivatorUtilities.CreateInstance<SocketIoHost>(services, contract));

        // The middleware tells which requests are ones for a WebSocket; the connection is taken over from there.
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.HandleAsync);
        return endpoints.Map(path, pipeline.Build()).WithDisplayName($"Socket.IO {path}");
    }

    private Task HandleAsync(HttpContext context)
    {
        var query = SocketIoQuery.Of(context.Request.QueryString);
        if (!query.IsPolling && !query.IsWebSocket)
            return EngineIoError.UnknownTransport.WriteAsync(context);
        if (query.IsJsonp)
            return EngineIoError.BadRequest.WriteAsync(context);
        if (query.SessionId.Length == 0)
            return BeginAsync(context, query);
        return _server.TryFind(query.SessionId, out var session)
            ? ContinueAsync(context, query.IsWebSocket, session)
            : EngineIoError.UnknownSession.WriteAsync(context);
    }

    private Task BeginAsync(HttpContext context, in SocketIoQuery query)
    {
        var error = !HttpMethods.IsGet(context.Request.Method) && !context.WebSockets.IsWebSocketRequest ? EngineIoError.BadHandshakeMethod
            : query.IsWebSocket != context.WebSockets.IsWebSocketRequest ? EngineIoError.BadRequest
            : query.Version != "4" ? EngineIoError.UnsupportedProtocolVersion
            : null;
        if (error is not null)
            return error.WriteAsync(context);

        // The token of the handshake is all that is kept of it: the request is over long before the session.
        var token = SocketIoToken.OfHandshake(context.Request, query);
        if (_server.TryAdmit(ClientAddress.Of(context.Connection.RemoteIpAddress)) is not { } place)
            return EngineIoError.NoRoom.WriteAsync(context);
        return query.IsWebSocket ? BeginWebSocketAsync(context, place, token) : BeginPollingAsync(context, place, token);
    }

    private async Task BeginWebSocketAsync(HttpContext context, StrangerPlace place, string? token)
    {
        // A session that began gives the place back when it ends.
        EngineIoSession? session = null;
        try
        {
            using var webSocket = await ServerWebSocket.AcceptAsync(context);
            session = Open(webSocket, place, token);
            await (session is null ? TurnAwayAsync(webSocket) : new EngineIoWebSocketReader(session, webSocket).RunAsync());
        }
        finally
        {
            if (session is null)
                place.End();
        }
    }

    private async Task BeginPollingAsync(HttpContext context, StrangerPlace place, string? token)
    {
        EngineIoSession? session = null;
        try
        {
            session = Open(webSocket: null, place, token);
            await (session is null ? EngineIoError.NoRoom.WriteAsync(context) : EngineIoPolling.PollAsync(context, session));
        }
        finally
        {
            if (session is null)
                place.End();
        }
    }

    private EngineIoSession? Open(ServerWebSocket? webSocket, StrangerPlace place, string? token)
        => _server.TryOpen(webSocket, place, opened => new SocketIoClient(opened, _host, token));

    private static async Task ContinueAsync(HttpContext context, bool asksForWebSocket, EngineIoSession session)
    {
        if (context.WebSockets.IsWebSocketRequest && asksForWebSocket)
            await UpgradeAsync(context, session);
        else if (context.WebSockets.IsWebSocketRequest || asksForWebSocket || session.IsOnWebSocket)
            await EngineIoError.BadRequest.WriteAsync(context);
        else if (HttpMethods.IsGet(context.Request.Method))
            await EngineIoPolling.PollAsync(context, session);
        else if (HttpMethods.IsPost(context.Request.Method))
            await EngineIoPolling.PostAsync(context, session);
        else
            await EngineIoError.BadRequest.WriteAsync(context);
    }

    private static async Task UpgradeAsync(HttpContext context, EngineIoSession session)
    {
        if (session.IsOnWebSocket || session.IsUpgrading)
        {
            await EngineIoError.BadRequest.WriteAsync(context);
            return;
        }

        using var webSocket = await ServerWebSocket.AcceptAsync(context);
        var reader = new EngineIoWebSocketReader(session, webSocket);
        if (!session.TryBeginUpgrade(webSocket))
            webSocket.Cut();
        else if (await reader.UpgradeAsync())
            await reader.RunAsync();
    }

    private static async Task TurnAwayAsync(ServerWebSocket webSocket)
    {
        webSocket.WriteClose(EngineIoClose.TurnedAway.Status, EngineIoClose.TurnedAway.Description);
        await webSocket.FlushAsync();
    }
}

/// <summary>How the front adds and maps Socket.IO.</summary>
internal static class SocketIoEndpointExtensions
{
    /// <summary>Adds what Socket.IO endpoints share: their sessions and clock.</summary>
    public static IServiceCollection AddSocketIo(this IServiceCollection services)
    {
        SocketIoEndpoint.Add(services);
        return services;
    }

    /// <summary>Serves a contract over Socket.IO at a path, with or without a slash behind it.</summary>
    public static IEndpointConventionBuilder MapSocketIo(this IEndpointRouteBuilder endpoints, string path, RealtimeContract contract)
        => SocketIoEndpoint.Map(endpoints, path, contract);
}
