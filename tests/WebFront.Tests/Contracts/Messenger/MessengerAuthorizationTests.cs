using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

public sealed class MessengerAuthorizationTests(ChatServerFixture fixture) : AuthorizationTests(new MessengerContractProbe(fixture.Server));
