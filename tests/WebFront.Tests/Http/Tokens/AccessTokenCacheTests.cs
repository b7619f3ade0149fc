using OrleansChat.Testing;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Tests.Http.Tokens;

public sealed class AccessTokenCacheTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_token_is_known_until_it_expires()
    {
        var cache = new AccessTokenCache(10);
        var read = Expiring(TimeSpan.FromMinutes(15));
        cache.Add("token", read);

        Assert.Same(read, cache.Find("token", _clock.GetUtcNow()));
        Assert.Null(cache.Find("Token", _clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(cache.Find("token", _clock.GetUtcNow()));
    }

    [Fact]
    public void Full_it_starts_anew()
    {
        var cache = new AccessTokenCache(10);
        for (var number = 0; number < 11; number++)
            cache.Add($"token{number}", Expiring(TimeSpan.FromMinutes(15)));

        Assert.Null(cache.Find("token0", _clock.GetUtcNow()));
        cache.Add("another", Expiring(TimeSpan.FromMinutes(15)));
        Assert.NotNull(cache.Find("another", _clock.GetUtcNow()));
    }

    private AccessToken Expiring(TimeSpan after) => new(Guid.NewGuid(), Guid.NewGuid(), _clock.GetUtcNow() + after);
}
