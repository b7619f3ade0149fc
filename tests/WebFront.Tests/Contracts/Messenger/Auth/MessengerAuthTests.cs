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
}
