using System.Buffers;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>Serves SignalR at a path, for one contract.</summary>
internal static class SignalREndpoint
{
    /// <summary>Adds what the hubs need.</summary>
    public static IServiceCollection AddSignalRTransport(this IServiceCollection services)
    {
        services.AddSignalR();
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<IHubProtocol, ContractHubProtocol>();
        services.AddSingleton<HubLifetimeManager<ContractHub>, ContractHubLifetime>();
        services.AddOptions<HubOptions>().Configure<IOptions<RealtimeOptions>>((hub, realtime) =>
        {
            hub.MaximumReceiveMessageSize = realtime.Value.MaxMessageBytes;
            hub.MaximumParallelInvocationsPerClient = realtime.Value.MaxConcurrentCommands;
            hub.HandshakeTimeout = realtime.Value.ConnectTimeout;
            hub.ClientTimeoutInterval = realtime.Value.PingInterval + realtime.Value.PingTimeout;
        });
        return services;
    }

    /// <summary>Serves a contract's hub at a path.</summary>
    public static void MapSignalR(this IEndpointRouteBuilder endpoints, string path, RealtimeContract contract)
    {
        var authenticator = endpoints.ServiceProvider.GetRequiredService<IRealtimeAuthenticator>();
        var registry = endpoints.ServiceProvider.GetRequiredService<IConnectionRegistry>();
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<RealtimeOptions>>().Value;
        var time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();
        endpoints
            .MapConnections(path, new HttpConnectionDispatcherOptions(), connections => connections
                .Use(next => transport => ServeAsync(transport, next))
                .UseHub<ContractHub>())
            .Add(endpoint =>
            {
                var serve = endpoint.RequestDelegate!;
                endpoint.RequestDelegate = request => Authenticate(request, authenticator) ? serve(request) : throw new ChatException(ChatError.Unauthenticated);
            });

        // Registered before SignalR's own handshake is answered: a client that has started misses nothing.
        async Task ServeAsync(ConnectionContext transport, ConnectionDelegate next)
        {
            var user = ((ConnectionIdentity)transport.GetHttpContext()!.User.Identity!).ConnectionUser;
            using var connection = new SignalRConnection(Guid.CreateVersion7(time.GetUtcNow()), user, contract, transport, options, time);
            try
            {
                if (await registry.AddAsync(connection, transport.ConnectionClosed))
                {
                    transport.Features.Set(connection);
                    await next(transport);
                }
                else
                {
                    await TurnAwayAsync(transport, options.ConnectTimeout, time);
                }
            }
            finally
            {
                registry.Remove(connection);
            }
        }
    }

    /// <summary>Answers the handshake with an error; a client takes it for an answer only once it has asked.</summary>
    private static async Task TurnAwayAsync(ConnectionContext transport, TimeSpan timeout, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, transport.ConnectionClosed);
        try
        {
            while (true)
            {
                var read = await transport.Transport.Input.ReadAsync(end.Token);
                var asked = read.Buffer.PositionOf(SignalRFrame.RecordSeparator) is not null;
                transport.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (asked || read.IsCompleted)
                    break;
            }

            HandshakeProtocol.WriteResponseMessage(
                new HandshakeResponseMessage("The server takes no connection now. Try again."), transport.Transport.Output);
            await transport.Transport.Output.FlushAsync(end.Token);
        }
        catch (OperationCanceledException)
        {
            // It asked for nothing, or is gone: there is nobody to answer.
            transport.Abort();
        }
    }

    private static bool Authenticate(HttpContext request, IRealtimeAuthenticator authenticator)
    {
        if (authenticator.Authenticate(HandshakeToken.Of(request.Request)) is not { } user)
            return false;
        request.User = new ClaimsPrincipal(new ConnectionIdentity(user));
        return true;
    }

    /// <summary>Who is connected, in the form in which SignalR carries it from the request to the connection.</summary>
    private sealed class ConnectionIdentity(ConnectionUser user)
        : ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user.UserId.ToString())], authenticationType: "Bearer")
    {
        /// <summary>Who is connected.</summary>
        public ConnectionUser ConnectionUser { get; } = user;
    }
}
