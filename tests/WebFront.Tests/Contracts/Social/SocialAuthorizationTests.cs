using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

public sealed class SocialAuthorizationTests(ChatServerFixture fixture) : AuthorizationTests(new SocialProbe(fixture.Server));
