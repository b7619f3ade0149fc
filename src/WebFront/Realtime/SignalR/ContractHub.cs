using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace OrleansChat.WebFront.Realtime.SignalR;

/// <summary>The hub of every contract: whatever a client invokes is a command of the contract that its connection chose.</summary>
internal sealed class ContractHub : Hub
{
    /// <summary>The one method, as <see cref="ContractHubProtocol"/> calls it.</summary>
    public const string Execute = nameof(Execute);

    /// <summary>Carries out a command and queues its answer, behind the events that are queued already.</summary>
    [HubMethodName(Execute)]
    public Task ExecuteAsync(string name, byte[] payload, string? invocationId)
        => Context.Features.GetRequiredFeature<SignalRConnection>().ExecuteAsync(name, payload, invocationId, Context.ConnectionAborted);
}

/// <summary>Hands a hub's connection, once its handshake is done, to what sends on it.</summary>
internal sealed class ContractHubLifetime(ILogger<DefaultHubLifetimeManager<ContractHub>> logger) : DefaultHubLifetimeManager<ContractHub>(logger)
{
    /// <inheritdoc/>
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        await base.OnConnectedAsync(connection);
        connection.Features.GetRequiredFeature<SignalRConnection>().Open(connection);
    }
}
