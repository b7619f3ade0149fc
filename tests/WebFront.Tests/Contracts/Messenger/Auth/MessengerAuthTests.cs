using OrleansChat.Testing;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Auth;

public sealed class MessengerAuthTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Who_registers_and_logs_in_sees_their_own_profile()
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        var me = (await ann.GetAsync("users/me")).Ok().Data;

        Assert.Equal((ann.Id, ann.Name, ann.Email), (me.GetProperty("user_id").GetString(), me.GetProperty("username").GetString(), me.GetProperty("email").GetString()));
        Assert.Equal((await ann.GetAsync($"users/{ann.Id}")).Ok().Text, (await ann.GetAsync("users/me")).Ok().Text);
    }

    [Fact]
    public async Task The_published_examples_register_and_log_in_as_they_stand()
    {
        await using var server = await ChatServer.StartAsync();

        var registered = (await server.AskMessengerAsync(HttpMethod.Post, "auth/register", Published.Request("post-auth-register"))).Created();
        var login = (await server.AskMessengerAsync(HttpMethod.Post, "auth/login", Published.Request("post-auth-login"))).Ok();
        var user = login.Data.GetProperty("user");

        registered.Matches("post-auth-register");
        Assert.Equal($"../users/{registered.Data.GetProperty("user_id").GetString()}", registered.Headers["Location"]);
        Assert.Equal((registered.Data.GetProperty("user_id").GetString(), "johndoe"), (user.GetProperty("user_id").GetString(), user.GetProperty("username").GetString()));
        var access = login.Data.GetProperty("access_token").GetString();
        (await server.AskMessengerAsync(HttpMethod.Put, "users/me", new { avatar_url = "https://cdn.example.com/avatars/user.jpg" }, access)).Ok();
        (await server.AskMessengerAsync(HttpMethod.Post, "auth/login", Published.Request("post-auth-login"))).Ok().Matches("post-auth-login");
    }

    [Fact]
    public async Task An_account_is_good_in_every_contract_wherever_it_was_made()
    {
        var ann = await _server.RegisterAsync();
        var bob = await MessengerUser.RegisterAsync(_server);

        var annHere = await MessengerUser.SignInAsync(_server, ann.Email, TestUser.Password);
        var bobThere = (await _server.PostAsync("auth/login", new { email = bob.Email, password = MessengerUser.Password })).Ok().Data;

        Assert.Equal($"usr_{Guid.Parse(ann.Id):N}", annHere.Id);
        Assert.Equal(bob.Id, $"usr_{bobThere.GetProperty("user").GetProperty("id").GetGuid():N}");
        (await _server.AskMessengerAsync(HttpMethod.Get, "users/me", token: ann.AccessToken)).Ok();
        (await _server.SendAsync(HttpMethod.Get, "auth/me", token: bob.AccessToken)).Ok();
    }

    [Fact]
    public async Task An_access_token_lives_an_hour()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ChatServer.StartAsync(new() { Clock = clock });
        var ann = await MessengerUser.RegisterAsync(server);

        clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        (await ann.GetAsync("users/me")).Ok();
        clock.Advance(TimeSpan.FromSeconds(1));
        (await ann.GetAsync("users/me")).Fails(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task A_client_that_keeps_its_refresh_token_is_never_thrown_out()
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        for (var renewed = 0; renewed < 3; renewed++)
        {
            var tokens = await RefreshAsync(ann.RefreshToken);
            tokens.Ok().Matches("post-auth-refresh", "refresh_token");
            (await _server.AskMessengerAsync(HttpMethod.Get, "users/me", token: tokens.Data.GetProperty("access_token").GetString())).Ok();
        }
    }

    [Fact]
    public async Task Once_the_next_refresh_token_was_used_the_one_before_it_ends_the_session()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var next = (await RefreshAsync(ann.RefreshToken)).Ok().Data.GetProperty("refresh_token").GetString()!;
        var third = (await RefreshAsync(next)).Ok().Data.GetProperty("refresh_token").GetString()!;

        (await RefreshAsync(ann.RefreshToken)).Fails(401, "AUTHENTICATION_FAILED", "Invalid or expired refresh token");

        (await RefreshAsync(third)).Fails(401, "AUTHENTICATION_FAILED");
        await Eventually.HoldsAsync(async () => (await ann.GetAsync("users/me")).Status == 401);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        var wrong = await _server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = ann.Email, password = "Password124" });
        var unknown = await _server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = $"x{ann.Email}", password = MessengerUser.Password });

        wrong.Fails(401, "AUTHENTICATION_FAILED", "Invalid credentials");
        Assert.Equal(wrong.Json.GetProperty("error").GetRawText(), unknown.Json.GetProperty("error").GetRawText());
    }

    [Fact]
    public async Task A_taken_address_name_or_number_conflicts_and_is_named()
    {
        var (name, phone) = ($"o_{Guid.NewGuid():N}", $"+1{Random.Shared.NextInt64(1_000_000_000, 9_999_999_999)}");
        (await RegisterAsync(name, $"{name}@example.com", phone)).Created();

        foreach (var (other, email, number, taken) in new[]
        {
            ($"{name}1", $"{name}@EXAMPLE.com", (string?)null, "email"),
            (name.ToUpperInvariant(), $"{name}2@example.com", null, "username"),
            ($"{name}3", $"{name}3@example.com", phone, "phone"),
        })
            Assert.Equal([taken], (await RegisterAsync(other, email, number)).Fails(409, "CONFLICT", "User already exists").Details());
    }

    [Theory]
    [InlineData("username", "ab")]
    [InlineData("username", "with space")]
    [InlineData("email", "nobody@example")]
    [InlineData("email", null)]
    [InlineData("password", "short12")]
    [InlineData("password", null)]
    [InlineData("phone", "0123456789")]
    [InlineData("phone", "+12345678901234567")]
    [InlineData("full_name", "")]
    public async Task Registering_checks_each_rule(string field, string? value)
    {
        var name = $"r_{Guid.NewGuid():N}";
        var request = Published.Request("post-auth-register", ("username", name), ("email", $"{name}@example.com"));
        request[field] = value;

        (await _server.AskMessengerAsync(HttpMethod.Post, "auth/register", request)).FailsFor(field);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_registration_is_told_at_once()
        => (await _server.AskMessengerAsync(HttpMethod.Post, "auth/register", new { email = "nobody", username = "ann", password = "short" })).FailsFor("email", "password");

    [Fact]
    public async Task Logging_out_ends_this_session_and_no_other()
    {
        var phone = await MessengerUser.RegisterAsync(_server);
        var laptop = await phone.SignInAgainAsync();

        (await phone.PostAsync("auth/logout")).Ok().Matches("post-auth-logout");

        (await phone.GetAsync("users/me")).Fails(401, "AUTHENTICATION_FAILED", "Authentication required");
        (await laptop.GetAsync("users/me")).Ok();
    }

    [Fact]
    public async Task What_was_logged_out_is_not_renewed()
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        await ann.PostAsync("auth/logout");

        (await RefreshAsync(ann.RefreshToken)).Fails(401, "AUTHENTICATION_FAILED");
        (await RefreshAsync(ann.AccessToken)).Fails(401, "AUTHENTICATION_FAILED");
    }

    private Task<Answer> RefreshAsync(string token) => _server.AskMessengerAsync(HttpMethod.Post, "auth/refresh", new { refresh_token = token });

    private Task<Answer> RegisterAsync(string username, string email, string? phone)
        => _server.AskMessengerAsync(HttpMethod.Post, "auth/register", new { username, email, phone, password = MessengerUser.Password });
}
