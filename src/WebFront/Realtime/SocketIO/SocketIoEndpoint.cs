using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Primitives;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>Serves Socket.IO (protocol 5 over Engine.IO protocol 4) at a path, for one contract.</summary>
internal sealed class SocketIoEndpoint
{
    private readonly EngineIoServer _server;
    private readonly SocketIoHost _host;

    private SocketIoEndpoint(EngineIoServer server, SocketIoHost host) => (_server, _host) = (server, host);

    /// <summary>What a request names itself by: <c>?EIO=4&amp;transport=polling&amp;sid=…</c>.</summary>
    private readonly record struct Query(StringValues Version, StringValues Transport, StringValues SessionId, bool IsJsonp)
    {
        public bool IsWebSocket => Transport == "websocket";

        public static Query Of(HttpRequest request)
            => new(request.Query["EIO"], request.Query["transport"], request.Query["sid"], request.Query.ContainsKey("j"));
    }

    /// <summary>Registers what all endpoints share.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EngineIoServer>();
    }

    /// <summary>Maps the path for a contract.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, RealtimeContract contract)
    {
        var services = endpoints.ServiceProvider;
        var endpoint = new SocketIoEndpoint(
            services.GetRequiredService<EngineIoServer>(),
            ActivatorUtilities.CreateInstance<SocketIoHost>(services, contract));

        // The endpoint brings its own WebSocket middleware, for what it puts under it; a connection needs no timer for
        // keep-alives of its own, since Engine.IO pings.
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(CoalescingUpgrade.Use);
        pipeline.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        pipeline.Run(endpoint.HandleAsync);
        return endpoints.Map(path, pipeline.Build()).WithDisplayName($"Socket.IO {path}");
    }

    private Task HandleAsync(HttpContext context)
    {
        var query = Query.Of(context.Request);
        if (query.Transport != "polling" && !query.IsWebSocket)
            return EngineIoError.UnknownTransport.WriteAsync(context);
        if (query.IsJsonp)
            return EngineIoError.BadRequest.WriteAsync(context);
        if (StringValues.IsNullOrEmpty(query.SessionId))
            return BeginAsync(context, query);
        return _server.TryFind(query.SessionId.ToString(), out var session)
            ? ContinueAsync(context, query, session)
            : EngineIoError.UnknownSession.WriteAsync(context);
    }

    private async Task BeginAsync(HttpContext context, Query query)
    {
        var error = !HttpMethods.IsGet(context.Request.Method) && !context.WebSockets.IsWebSocketRequest ? EngineIoError.BadHandshakeMethod
            : query.IsWebSocket != context.WebSockets.IsWebSocketRequest ? EngineIoError.BadRequest
            : query.Version != "4" ? EngineIoError.UnsupportedProtocolVersion
            : null;
        if (error is not null)
        {
            await error.WriteAsync(context);
            return;
        }

        if (_server.TryAdmit(ClientAddress.Of(context.Connection.RemoteIpAddress)) is not { } place)
        {
            await EngineIoError.NoRoom.WriteAsync(context);
            return;
        }

        // A session that began gives the place back when it ends.
        EngineIoSession? session = null;
        try
        {
            // The token of the handshake is all that is kept of it: the request is over long before the session.
            var token = SocketIoToken.OfHandshake(context.Request);
            using var webSocket = query.IsWebSocket ? await EngineIoWebSocket.AcceptAsync(context) : null;
            session = _server.TryOpen(webSocket, place, opened => new SocketIoClient(opened, _host, token));
            if (webSocket is not null)
                await (session is null ? webSocket.CloseAsync(EngineIoClose.TurnedAway) : EngineIoWebSocketReader.RunAsync(session, webSocket));
            else
                await (session is null ? EngineIoError.NoRoom.WriteAsync(context) : EngineIoPolling.PollAsync(context, session));
        }
        finally
        {
            if (session is null)
                place.End();
        }
    }

    private static async Task ContinueAsync(HttpContext context, Query query, EngineIoSession session)
    {
        if (context.WebSockets.IsWebSocketRequest && query.IsWebSocket)
            await UpgradeAsync(context, session);
        else if (context.WebSockets.IsWebSocketRequest || query.IsWebSocket || session.IsOnWebSocket)
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

        using var webSocket = await EngineIoWebSocket.AcceptAsync(context);
        if (!session.TryBeginUpgrade(webSocket))
            webSocket.Cut();
        else if (await EngineIoWebSocketReader.UpgradeAsync(session, webSocket))
            await EngineIoWebSocketReader.RunAsync(session, webSocket);
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
