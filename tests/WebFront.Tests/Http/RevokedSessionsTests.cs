using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Testing;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Tests.Http;

public sealed class RevokedSessionsTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_session_is_remembered_for_as_long_as_a_token_of_it_can_live()
    {
        var revoked = new RevokedSessions(_clock);
        var session = Guid.NewGuid();

        revoked.Add(session);
        _clock.Advance(AccessTokens.Longest);
        revoked.Add(Guid.NewGuid());

        Assert.True(revoked.Contains(session));
    }

    [Fact]
    public void It_is_forgotten_afterwards()
    {
        var revoked = new RevokedSessions(_clock);
        var session = Guid.NewGuid();

        revoked.Add(session);
        _clock.Advance(AccessTokens.Longest + TimeSpan.FromMinutes(2));
        revoked.Add(Guid.NewGuid());

        Assert.False(revoked.Contains(session));
    }

    [Fact]
    public void Added_again_it_is_remembered_from_then_on()
    {
        var revoked = new RevokedSessions(_clock);
        var session = Guid.NewGuid();

        revoked.Add(session);
        _clock.Advance(AccessTokens.Longest * 0.7);
        revoked.Add(session);
        _clock.Advance(AccessTokens.Longest * 0.7);
        revoked.Add(Guid.NewGuid());

        Assert.True(revoked.Contains(session));
    }
}
