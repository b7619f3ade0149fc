using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;

/// <summary>Whatever a client sends to Messenger.</summary>
public sealed class MessengerHostilePayloadsTests : HostilePayloadsTests
{
    private protected override async Task<RealtimeWorld> CreateWorldAsync(ChatServer server)
    {
        var world = await MessengerRealtimeWorld.CreateAsync(server);
        Assert.Equal(MessengerRealtimeWorld.Commands(server).Order(), world.Valid.Keys.Order());
        return world;
    }
}
