using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Auth;

public sealed class SocialAuthTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task The_published_examples_register_and_log_in_as_they_stand()
    {
        await using var server = await ChatServer.StartAsync();

        var registered = await server.PostAsync("auth/register", Published.Request("post-auth-register"));
        var login = await server.PostAsync("auth/login", Published.Request("post-auth-login"));

        registered.Created().Matches("post-auth-register");
        Assert.Equal("john_doe", registered.Data.GetProperty("username").GetString());
        Assert.Equal("john@example.com", registered.Data.GetProperty("email").GetString());
        Assert.Equal($"../users/{registered.Id}", registered.Headers["Location"]);
        login.Ok().Matches("post-auth-login");
        Assert.Equal(registered.Id, login.Data.GetProperty("user").GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_profile_answers_as_published()
    {
        var user = await _server.RegisterAsync();
        await user.PatchAsync($"users/{user.Id}", new { avatar = "https://example.com/avatar.jpg", statusMessage = "Available" });

        var me = (await user.GetAsync("auth/me")).Ok();

        Published.AsOnline(me).Matches("get-auth-me");
        Assert.Equal(user.Name, me.Data.GetProperty("username").GetString());
        Assert.Equal(user.Email, me.Data.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Refreshing_answers_as_published_and_both_new_tokens_work()
    {
        var user = await _server.RegisterAsync();

        var refreshed = await _server.PostAsync("auth/refresh", Published.Request("post-auth-refresh", ("refreshToken", user.RefreshToken)));

        refreshed.Ok().Matches("post-auth-refresh");
        var access = refreshed.Data.GetProperty("accessToken").GetString();
        var refresh = refreshed.Data.GetProperty("refreshToken").GetString();
        Assert.NotEqual(user.RefreshToken, refresh);
        (await _server.SendAsync(HttpMethod.Get, "auth/me", token: access)).Ok();
        (await _server.PostAsync("auth/refresh", new { refreshToken = refresh })).Ok();
    }

    [Fact]
    public async Task A_refresh_token_used_twice_ends_its_session()
    {
        var user = await _server.RegisterAsync();
        var first = (await _server.PostAsync("auth/refresh", new { refreshToken = user.RefreshToken })).Ok();

        (await _server.PostAsync("auth/refresh", new { refreshToken = user.RefreshToken })).Refused(401, "UNAUTHORIZED");

        (await _server.PostAsync("auth/refresh", new { refreshToken = first.Data.GetProperty("refreshToken").GetString() })).Refused(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task Logging_out_ends_this_session_and_no_other()
    {
        var phone = await _server.RegisterAsync();
        var laptop = await phone.SignInAgainAsync();

        (await phone.PostAsync("auth/logout", Published.Request("post-auth-logout", ("refreshToken", phone.RefreshToken)))).Ok().Matches("post-auth-logout");

        (await phone.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        (await _server.PostAsync("auth/refresh", new { refreshToken = phone.RefreshToken })).Refused(401, "UNAUTHORIZED");
        (await laptop.GetAsync("auth/me")).Ok();
        (await _server.PostAsync("auth/refresh", new { refreshToken = laptop.RefreshToken })).Ok();
    }

    [Fact]
    public async Task Nobody_logs_out_with_the_refresh_token_of_another()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.PostAsync("auth/logout", new { refreshToken = bob.RefreshToken })).Refused(401, "UNAUTHORIZED");

        (await ann.GetAsync("auth/me")).Ok();
        (await bob.GetAsync("auth/me")).Ok();
    }

    [Fact]
    public async Task Logging_out_everywhere_ends_every_session()
    {
        var phone = await _server.RegisterAsync();
        var laptop = await phone.SignInAgainAsync();

        (await phone.PostAsync("auth/logout-all")).Ok().Matches("post-auth-logout-all");

        (await phone.GetAsync("auth/me")).Refused(401, "UNAUTHORIZED");
        (await _server.PostAsync("auth/refresh", new { refreshToken = laptop.RefreshToken })).Refused(401, "UNAUTHORIZED");
        await Eventually.HoldsAsync(async () => (await laptop.GetAsync("auth/me")).Status == 401);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var user = await _server.RegisterAsync();

        var wrong = await _server.PostAsync("auth/login", new { email = user.Email, password = "Password124" });
        var unknown = await _server.PostAsync("auth/login", new { email = $"x{user.Email}", password = TestUser.Password });

        wrong.Refused(401, "UNAUTHORIZED", "Invalid email or password");
        Assert.Equal(wrong.Text, unknown.Text);
    }

    [Fact]
    public async Task An_address_is_the_same_in_any_case()
    {
        var user = await _server.RegisterAsync();

        (await _server.PostAsync("auth/login", new { email = user.Email.ToUpperInvariant(), password = TestUser.Password })).Ok();
    }

    [Fact]
    public async Task A_taken_address_or_name_conflicts()
    {
        var user = await _server.RegisterAsync();
        var other = $"o_{Guid.NewGuid():N}";

        (await _server.PostAsync("auth/register", new { username = other, email = user.Email.ToUpperInvariant(), password = TestUser.Password }))
            .Refused(409, "CONFLICT", "Email is already taken");
        (await _server.PostAsync("auth/register", new { username = user.Name.ToUpperInvariant(), email = $"{other}@example.com", password = TestUser.Password }))
            .Refused(409, "CONFLICT", "Username is already taken");
    }

    [Theory]
    [InlineData("username", "ab")]
    [InlineData("username", "with space")]
    [InlineData("username", "hyphen-ated")]
    [InlineData("username", "ümlaut")]
    [InlineData("username", "newline\n")]
    [InlineData("username", "a123456789012345678901234567890123456789012345678901")]
    [InlineData("username", null)]
    [InlineData("email", "nobody")]
    [InlineData("email", "no body@example.com")]
    [InlineData("email", "nobody@example")]
    [InlineData("email", "@example.com")]
    [InlineData("email", "a@b@example.com")]
    [InlineData("email", "nobody@-example.com")]
    [InlineData("email", null)]
    [InlineData("password", "Short1a")]
    [InlineData("password", "password123")]
    [InlineData("password", "PASSWORD123")]
    [InlineData("password", "Passwordabc")]
    [InlineData("password", null)]
    public async Task Registering_checks_each_rule(string field, string? value)
    {
        var name = $"r_{Guid.NewGuid():N}";
        var request = Published.Request("post-auth-register", ("username", name), ("email", $"{name}@example.com"));
        request[field] = value;

        (await _server.PostAsync("auth/register", request)).Invalid(field);

        request.Remove(field);
        (await _server.PostAsync("auth/register", request)).Invalid(field);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public async Task Names_of_3_to_50_characters_are_taken(int length)
    {
        await using var server = await ChatServer.StartAsync();
        var name = "Ab_0123456789_0123456789_0123456789_0123456789_012"[..length];

        (await server.PostAsync("auth/register", new { username = name, email = "someone@example.com", password = "Password1" })).Created();
    }

    [Theory]
    [InlineData("auth/login", "email")]
    [InlineData("auth/login", "password")]
    [InlineData("auth/refresh", "refreshToken")]
    public async Task A_missing_field_is_named(string path, string field)
    {
        var request = Published.Request($"post-{path.Replace('/', '-')}");
        request.Remove(field);
        (await _server.PostAsync(path, request)).Invalid(field);

        request[field] = "";
        (await _server.PostAsync(path, request)).Invalid(field);

        request[field] = 5;
        (await _server.PostAsync(path, request)).Invalid(field);
    }

    [Fact]
    public async Task Logging_out_needs_the_refresh_token()
    {
        var user = await _server.RegisterAsync();

        (await user.PostAsync("auth/logout", new { })).Invalid("refreshToken");
        (await user.PostAsync("auth/logout", new { refreshToken = "nonsense" })).Refused(401, "UNAUTHORIZED");

        (await user.GetAsync("auth/me")).Ok();
    }
}
