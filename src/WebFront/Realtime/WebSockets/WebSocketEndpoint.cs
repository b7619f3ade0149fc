using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>
/// Serves WebSockets at a path, for one contract: each message is a JSON object with an event or a command
/// (<see cref="FrameShape"/>). A good token in the handshake connects at once, a bad one is refused there; without one the client has
/// <see cref="RealtimeOptions.ConnectTimeout"/> to send it.
/// </summary>
internal sealed class WebSocketEndpoint
{
    private readonly WebSocketHost _host;

    private WebSocketEndpoint(WebSocketHost host) => _host = host;

    /// <summary>Registers what all endpoints share.</summary>
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddStrangers();
        services.TryAddSingleton<WebSocketSessions>();
    }

    /// <summary>Maps the path for a contract.</summary>
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path, RealtimeContract contract, FrameShape shape)
    {
        var endpoint = new WebSocketEndpoint(ActivatorUtilities.CreateInstance<WebSocketHost>(endpoints.ServiceProvider, contract, shape));

        // The middleware tells which requests are ones for a WebSocket; the connection is taken over from there.
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.HandleAsync);
        return endpoints.Map(path, pipeline.Build()).WithDisplayName($"WebSocket {path}");
    }

    private Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        // Who it stands for is all that is kept of the token: the request is over long before the session.
        if (HandshakeToken.Of(context.Request) is not { } token)
            return ServeStrangerAsync(context);
        return _host.Authenticator.Authenticate(token) is { } user
            ? ServeAsync(context, place: null, user)
            : throw new ChatException(ChatError.Unauthenticated);
    }

    private async Task ServeStrangerAsync(HttpContext context)
    {
        var place = _host.Sessions.TryAdmit(ClientAddress.Of(context.Connection.RemoteIpAddress)) ?? throw new ChatException(ChatError.Unavailable);
        try
        {
            await ServeAsync(context, place, user: null);
        }
        finally
        {
            place.End();
        }
    }

    private async Task ServeAsync(HttpContext context, StrangerPlace? place, ConnectionUser? user)
    {
        using var webSocket = await ServerWebSocket.AcceptAsync(context);
        var session = _host.Sessions.TryOpen(webSocket, place, opened => new WebSocketClient(opened, _host, isStranger: user is null));
        if (session is null)
        {
            webSocket.WriteClose(WebSocketClose.GoingAway.Status, WebSocketClose.GoingAway.Description);
            await webSocket.FlushAsync();
            return;
        }

        if (user is not null)
            await session.Client.EnterAsync(user);
        await new WebSocketReader(session, webSocket, _host.Options.MaxMessageBytes).RunAsync();
    }
}

/// <summary>How the front adds and maps WebSockets.</summary>
internal static class WebSocketEndpointExtensions
{
    /// <summary>Adds what WebSocket endpoints share: their sessions and clock.</summary>
    public static IServiceCollection AddWebSocketTransport(this IServiceCollection services)
    {
        WebSocketEndpoint.Add(services);
        return services;
    }

    /// <summary>Serves a contract over WebSockets at a path, in its own shape of frames.</summary>
    public static IEndpointConventionBuilder MapWebSocket(this IEndpointRouteBuilder endpoints, string path, RealtimeContract contract, FrameShape shape)
        => WebSocketEndpoint.Map(endpoints, path, contract, shape);
}
