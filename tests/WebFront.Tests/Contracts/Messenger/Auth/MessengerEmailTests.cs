using System.Text.Json;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Auth;

/// <summary>Registering as far as the mail that it sends, and what may be left out.</summary>
public sealed class MessengerEmailTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;
    private readonly string _name = $"m_{Guid.NewGuid():N}";

    private string Email => $"{_name}@example.com";

    [Fact]
    public async Task The_token_of_the_mail_proves_the_address_once()
    {
        await RegisterAsync();
        var mail = Assert.Single(await MailsAsync());
        Assert.Equal(["to", "channel", "subject", "body", "token", "created_at"], mail.EnumerateObject().Select(field => field.Name));
        Assert.Equal((Email, "email"), (mail.GetProperty("to").GetString(), mail.GetProperty("channel").GetString()));
        var token = mail.GetProperty("token").GetString()!;
        Assert.Contains(token, mail.GetProperty("body").GetString(), StringComparison.Ordinal);

        (await VerifyAsync(token)).Ok().Matches("post-auth-verify-email");

        (await VerifyAsync(token)).FailsFor("token");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("9f8e7d6c5b4a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Any_other_token_is_refused(string? token) => (await VerifyAsync(token)).FailsFor("token");

    [Fact]
    public async Task Nobody_has_to_prove_an_address_to_log_in()
    {
        await RegisterAsync();
        await MessengerUser.SignInAsync(_server, Email, MessengerUser.Password);
    }

    [Fact]
    public async Task The_outbox_is_the_same_on_every_port_and_empty_for_who_got_nothing()
    {
        await RegisterAsync();
        var answers = new List<string>();
        foreach (var port in _server.Urls.Values)
            answers.Add((await _server.SendAsync(HttpMethod.Get, new Uri(port, $"/dev/outbox?to={Email}"))).Ok().Text);
        Assert.Single(answers.Distinct());
        Assert.Equal("[]", (await _server.AskMessengerAsync(HttpMethod.Get, "/dev/outbox?to=nobody@example.com")).Ok().Text);
        Assert.NotEqual("[]", (await _server.AskMessengerAsync(HttpMethod.Get, "/dev/outbox")).Ok().Text);
    }

    [Fact]
    public async Task Outside_development_there_is_no_outbox_to_look_into()
    {
        await using var server = await ChatServer.StartAsync(new() { Settings = new Dictionary<string, string> { ["environment"] = "Production", ["Outbox:Keep"] = "true" } });

        (await server.AskMessengerAsync(HttpMethod.Get, $"/dev/outbox?to={Email}")).Fails(404, "NOT_FOUND", "Route not found");
        (await server.SendAsync(HttpMethod.Get, $"/dev/outbox?to={Email}")).Refused(404, "NOT_FOUND", "Route not found");
    }

    [Fact]
    public async Task Only_address_and_password_are_needed_and_a_name_is_found()
    {
        var registered = (await _server.AskMessengerAsync(HttpMethod.Post, "auth/register", new { email = Email, password = "only letters" })).Created();

        Assert.Equal(_name, registered.Data.GetProperty("username").GetString());
        await MessengerUser.SignInAsync(_server, Email, "only letters");
        (await _server.PostAsync("auth/login", new { email = Email, password = "only letters" })).Ok();
    }

    [Fact]
    public async Task What_is_given_besides_is_in_the_profile()
    {
        var phone = $"+849{Random.Shared.NextInt64(100_000_000, 999_999_999)}";
        (await _server.AskMessengerAsync(
            HttpMethod.Post, "auth/register", Published.Request("post-auth-register", ("email", Email), ("username", _name), ("phone", phone)))).Created();
        var user = await MessengerUser.SignInAsync(_server, Email, "SecurePass123!");

        var me = (await user.GetAsync("users/me")).Ok().Data;

        Assert.Equal(("John Doe", phone), (me.GetProperty("full_name").GetString(), me.GetProperty("phone").GetString()));
    }

    [Theory]
    [InlineData("device_id", "")]
    [InlineData("device_id", "a\nb")]
    [InlineData("code", "123456789012345678901234567890123")]
    public async Task What_a_login_says_besides_is_checked(string field, string value)
    {
        var request = Published.Request("post-auth-login");
        request[field] = value;
        (await _server.AskMessengerAsync(HttpMethod.Post, "auth/login", request)).FailsFor(field);
    }

    private async Task RegisterAsync()
        => (await _server.AskMessengerAsync(HttpMethod.Post, "auth/register", new { email = Email, username = _name, password = MessengerUser.Password })).Created();

    private Task<Answer> VerifyAsync(string? token) => _server.AskMessengerAsync(HttpMethod.Post, "auth/verify-email", new { token });

    private async Task<IReadOnlyList<JsonElement>> MailsAsync()
        => [.. (await _server.AskMessengerAsync(HttpMethod.Get, $"/dev/outbox?to={Email}")).Ok().Json.EnumerateArray()];
}
