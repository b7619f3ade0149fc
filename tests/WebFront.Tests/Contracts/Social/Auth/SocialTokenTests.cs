using System.Text.Json.Nodes;
using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Auth;

public sealed class SocialTokenTests(ChatServerFixture fixture)
{
    private const string OtherKey = "another signing key that is as long as the first one";
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task An_access_token_lives_15_minutes_and_a_refresh_token_7_days()
    {
        var user = await _server.RegisterAsync();

        var access = TestTokens.Claims(user.AccessToken);
        var refresh = TestTokens.Claims(user.RefreshToken);

        Assert.Equal("HS256", (string?)TestTokens.Header(user.AccessToken)["alg"]);
        Assert.True(TestTokens.IsSigned(user.AccessToken, ChatServer.SigningKey));
        Assert.Equal(15 * 60, (long)access["exp"]! - (long)access["iat"]!);
        Assert.InRange((long)refresh["exp"]! - (long)refresh["iat"]!, (7 * 24 * 60 * 60) - 5, (7 * 24 * 60 * 60) + 5);
        Assert.Equal(user.Id, (string?)access["sub"]);
        Assert.Equal((string?)access["sid"], (string?)refresh["sid"]);
        Assert.NotEqual((string?)access["jti"], (string?)refresh["jti"]);
        Assert.Equal(("access", "refresh"), ((string?)access["typ"], (string?)refresh["typ"]));
    }

    [Fact]
    public async Task An_access_token_ends_after_15_minutes_and_its_session_goes_on()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ChatServer.StartAsync(new() { Clock = clock });
        var user = await server.RegisterAsync();

        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        (await user.GetAsync("auth/me")).Ok();
        clock.Advance(TimeSpan.FromSeconds(1));

        (await user.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        (await server.PostAsync("auth/refresh", new { refreshToken = user.RefreshToken })).Ok();
    }

    [Fact]
    public async Task A_refresh_token_ends_after_7_days()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ChatServer.StartAsync(new() { Clock = clock });
        var user = await server.RegisterAsync();

        clock.Jump(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));

        (await server.PostAsync("auth/refresh", new { refreshToken = user.RefreshToken })).Refused(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_token_signed_with_another_key_is_refused()
    {
        var user = await _server.RegisterAsync();
        var claims = TestTokens.Claims(user.AccessToken);

        Assert.Equal(200, await StatusAsync(TestTokens.Sign(claims, ChatServer.SigningKey)));
        Assert.Equal(401, await StatusAsync(TestTokens.Sign(claims, OtherKey)));
    }

    [Fact]
    public async Task An_unsigned_token_and_one_of_another_algorithm_are_refused()
    {
        var user = await _server.RegisterAsync();
        var claims = TestTokens.Claims(user.AccessToken);

        Assert.Equal(401, await StatusAsync(TestTokens.Sign(claims, ChatServer.SigningKey, "none")));
        Assert.Equal(401, await StatusAsync(TestTokens.Sign(claims, ChatServer.SigningKey, "HS512")));
        Assert.Equal(401, await StatusAsync(TestTokens.Sign(claims, ChatServer.SigningKey, "RS256")));
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("sub")]
    [InlineData("sid")]
    [InlineData("typ")]
    public async Task A_token_without_a_claim_is_refused(string claim)
    {
        var claims = TestTokens.Claims((await _server.RegisterAsync()).AccessToken);
        claims.Remove(claim);

        Assert.Equal(401, await StatusAsync(TestTokens.Sign(claims, ChatServer.SigningKey)));
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token_and_the_other_way_round()
    {
        var user = await _server.RegisterAsync();

        Assert.Equal(401, await StatusAsync(user.RefreshToken));
        (await _server.PostAsync("auth/refresh", new { refreshToken = user.AccessToken })).Refused(401, "UNAUTHORIZED");
        (await user.PostAsync("auth/logout", new { refreshToken = user.AccessToken })).Refused(401, "UNAUTHORIZED");
        (await user.GetAsync("auth/me")).Ok();
    }

    [Fact]
    public async Task A_forged_refresh_token_with_a_guessed_secret_is_refused()
    {
        var user = await _server.RegisterAsync();
        var claims = TestTokens.Claims(user.RefreshToken);
        claims["secret"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

        (await _server.PostAsync("auth/refresh", new { refreshToken = TestTokens.Sign(claims, ChatServer.SigningKey) })).Refused(401, "UNAUTHORIZED");
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0..AAAA.AAAA.AAAA")]
    public async Task Nonsense_is_no_token(string token) => Assert.Equal(401, await StatusAsync(token));

    [Fact]
    public async Task A_very_long_token_is_refused_unread()
        => Assert.Equal(401, await StatusAsync(TestTokens.Sign(new JsonObject { ["sub"] = new string('a', 5000) }, ChatServer.SigningKey)));

    [Fact]
    public async Task Other_schemes_are_refused()
    {
        var user = await _server.RegisterAsync();

        (await _server.SendAsync(HttpMethod.Get, "auth/me", headers: [("Authorization", $"Basic {user.AccessToken}")])).Refused(401, "UNAUTHORIZED");
        (await _server.SendAsync(HttpMethod.Get, "auth/me", headers: [("Authorization", user.AccessToken)])).Refused(401, "UNAUTHORIZED");
        (await _server.SendAsync(HttpMethod.Get, "auth/me", headers: [("Authorization", $"bearer {user.AccessToken}")])).Ok();
    }

    [Fact]
    public async Task Tokens_of_a_previous_key_are_accepted_until_they_expire()
    {
        var folder = Directory.CreateTempSubdirectory("orleanschat-").FullName;
        try
        {
            TestUser user;
            await using (var before = await ChatServer.StartAsync(new() { DataFolder = folder, Settings = Keys(OtherKey) }))
                user = await before.RegisterAsync();
            await using var after = await ChatServer.StartAsync(new()
            {
                DataFolder = folder,
                Settings = new Dictionary<string, string>(Keys(ChatServer.SigningKey)) { ["Jwt:PreviousKeys:0"] = OtherKey },
            });

            (await after.SendAsync(HttpMethod.Get, "auth/me", token: user.AccessToken)).Ok();
            var refreshed = (await after.PostAsync("auth/refresh", new { refreshToken = user.RefreshToken })).Ok();
            Assert.True(TestTokens.IsSigned(refreshed.Data.GetProperty("accessToken").GetString()!, ChatServer.SigningKey));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Deleting_the_account_ends_its_sessions()
    {
        var phone = await _server.RegisterAsync();
        var laptop = await phone.SignInAgainAsync();

        (await phone.DeleteAsync($"users/{phone.Id}")).Ok();

        (await phone.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        await Eventually.HoldsAsync(async () => (await laptop.GetAsync("auth/me")).Status == 401);
        (await _server.PostAsync("auth/refresh", new { refreshToken = laptop.RefreshToken })).Refused(401, "UNAUTHORIZED");
        (await _server.PostAsync("auth/login", new { email = phone.Email, password = TestUser.Password })).Refused(401, "UNAUTHORIZED");
    }

    private static Dictionary<string, string> Keys(string key) => new() { ["Jwt:SigningKey"] = key };

    private async Task<int> StatusAsync(string token) => (await _server.SendAsync(HttpMethod.Get, "auth/me", token: token)).Status;
}
