using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>Whatever a client sends to Social.</summary>
public sealed class SocialHostilePayloadsTests : HostilePayloadsTests
{
    private protected override async Task<RealtimeWorld> CreateWorldAsync(ChatServer server) => await SocialRealtimeWorld.CreateAsync(server);
}
