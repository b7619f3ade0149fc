using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Tests.Admin;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Auth;

/// <summary>A second factor, set up in Messenger, and asked for wherever its owner signs in.</summary>
public sealed class MessengerSecondFactorTests(ClockedServerFixture fixture) : IClassFixture<ClockedServerFixture>
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task What_is_needed_to_set_it_up_is_shown_as_published()
    {
        var ann = await MessengerUser.RegisterAsync(_server);

        var enabled = (await ann.PostAsync("auth/2fa/enable")).Ok();

        enabled.Matches("post-auth-2fa-enable");
        Assert.Matches("^[A-Z2-7]{32}$", enabled.Data.GetProperty("secret").GetString());
        var image = enabled.Data.GetProperty("qr_code").GetString()!;
        Assert.StartsWith("data:image/png;base64,", image, StringComparison.Ordinal);
        Assert.Equal("PNG", Encoding.ASCII.GetString(Convert.FromBase64String(image["data:image/png;base64,".Length..]), 1, 3));
        var codes = enabled.Data.GetProperty("backup_codes").EnumerateArray().Select(code => code.GetString()!).ToList();
        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[0-9]{8}$", code));
    }

    [Fact]
    public async Task A_right_code_turns_it_on_and_a_second_one_is_refused()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var phone = await BeginAsync(ann);

        (await ann.PostAsync("auth/2fa/verify", new { code = phone.Wrong() })).FailsFor("code");
        (await ann.PostAsync("auth/2fa/verify", Published.Request("post-auth-2fa-verify", ("code", phone.Next())))).Ok().Matches("post-auth-2fa-verify");
        (await ann.PostAsync("auth/2fa/enable")).Fails(409, "CONFLICT");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345x")]
    [InlineData("١٢٣٤٥٦")]
    public async Task A_code_has_six_digits(string? code)
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        await BeginAsync(ann);
        (await ann.PostAsync("auth/2fa/verify", new { code })).FailsFor("code");
    }

    [Fact]
    public async Task Before_it_is_enabled_there_is_nothing_to_verify()
        => (await (await MessengerUser.RegisterAsync(_server)).PostAsync("auth/2fa/verify", new { code = "123456" })).FailsFor("code");

    [Fact]
    public async Task Logging_in_needs_a_code_and_says_so()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var phone = await EnableAsync(ann);

        Assert.Equal(["code"], (await LoginAsync(ann)).Fails(401, "AUTHENTICATION_FAILED").Details());
        Assert.Equal(["code"], (await LoginAsync(ann, phone.Wrong())).Fails(401, "AUTHENTICATION_FAILED").Details());
        var code = phone.Next();
        (await LoginAsync(ann, code)).Ok();
        Assert.Equal(["code"], (await LoginAsync(ann, code)).Fails(401, "AUTHENTICATION_FAILED").Details());
        (await LoginAsync(ann, phone.Next())).Ok();
    }

    [Fact]
    public async Task Whose_password_is_wrong_learns_nothing_of_a_second_factor()
    {
        var (ann, bob) = await MessengerUser.RegisterTwoAsync(_server);
        var phone = await EnableAsync(ann);

        var answers = new[] { await LoginAsync(ann, null, "Wrong123!"), await LoginAsync(ann, phone.Next(), "Wrong123!"), await LoginAsync(bob, null, "Wrong123!") };

        Assert.All(answers, answer => Assert.Empty(answer.Fails(401, "AUTHENTICATION_FAILED", "Invalid credentials").Details()));
    }

    [Fact]
    public async Task A_backup_code_is_good_once()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var enabled = (await ann.PostAsync("auth/2fa/enable")).Ok().Data;
        var phone = new Authenticator(enabled.GetProperty("secret").GetString()!, fixture.Clock);
        (await ann.PostAsync("auth/2fa/verify", new { code = phone.Next() })).Ok();
        var backup = enabled.GetProperty("backup_codes")[3].GetString();

        (await LoginAsync(ann, backup)).Ok();
        Assert.Equal(["code"], (await LoginAsync(ann, backup)).Fails(401, "AUTHENTICATION_FAILED").Details());
    }

    [Fact]
    public async Task After_too_many_wrong_codes_no_code_is_taken_for_a_while()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var phone = await EnableAsync(ann);
        for (var attempt = 0; attempt < AccountLimits.WrongCodes; attempt++)
            (await LoginAsync(ann, phone.Wrong())).Fails(401, "AUTHENTICATION_FAILED");

        var locked = (await LoginAsync(ann, phone.Next())).Fails(429, "RATE_LIMIT_EXCEEDED");

        Assert.Equal("900", locked.Headers["Retry-After"]);
        fixture.Clock.Advance(AccountLimits.SecondFactorLock);
        (await LoginAsync(ann, phone.Next())).Ok();
    }

    [Fact]
    public async Task Social_asks_for_the_code_as_well()
    {
        var social = await _server.RegisterAsync();
        var phone = await EnableAsync(await MessengerUser.SignInAsync(_server, social.Email, TestUser.Password));

        (await SocialLoginAsync(null)).Refused(401, "UNAUTHORIZED", "A code of your authenticator is required");
        (await SocialLoginAsync(phone.Wrong())).Refused(401, "UNAUTHORIZED", "Invalid or used code");
        (await SocialLoginAsync(phone.Next())).Ok();

        Task<Answer> SocialLoginAsync(string? code) => _server.PostAsync("auth/login", new { email = social.Email, password = TestUser.Password, code });
    }

    [Fact]
    public async Task The_operator_page_asks_for_the_code_as_well()
    {
        var operatorHere = await MessengerUser.SignInAsync(_server, $"{AdminServer.Operator}@orleanschat.invalid", AdminServer.Password);
        var phone = await EnableAsync(operatorHere);

        foreach (var (code, message) in new[] { ("", "A code of your authenticator is required."), (phone.Wrong(), "The code is wrong, or was used before.") })
        {
            var refused = await SignInAsync(code);
            Assert.Equal(401, refused.Status);
            Assert.Contains(message, refused.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Set-Cookie", refused.Headers.Keys);
        }

        var wrong = await SignInAsync(phone.Next(), "Another-password-1");
        Assert.Equal(401, wrong.Status);
        Assert.Contains("The name or the password is wrong.", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(303, (await SignInAsync(phone.Next())).Status);

        Task<Answer> SignInAsync(string code, string password = AdminServer.Password)
            => AdminServer.PostAsync(_server, "/sign-in", new() { ["name"] = AdminServer.Operator, ["password"] = password, ["code"] = code });
    }

    [Fact]
    public async Task A_suspended_user_is_thrown_out_at_once_and_told_so_when_coming_back()
    {
        var social = await _server.RegisterAsync();
        var here = await MessengerUser.SignInAsync(_server, social.Email, TestUser.Password);

        await _server.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(Guid.Parse(social.Id)).SetSuspendedAsync(true);

        await Eventually.HoldsAsync(async () => (await here.GetAsync("users/me")).Status == 401 && (await social.GetAsync("auth/me")).Status == 401);
        (await LoginAsync(here, password: TestUser.Password)).Fails(403, "AUTHORIZATION_FAILED", "Your account is suspended");
        (await LoginAsync(here, password: "Wrong123!")).Fails(401, "AUTHENTICATION_FAILED", "Invalid credentials");
        (await _server.PostAsync("auth/login", new { email = social.Email, password = TestUser.Password })).Refused(403, "FORBIDDEN", "Your account is suspended");
        (await _server.AskMessengerAsync(HttpMethod.Post, "auth/refresh", new { refresh_token = here.RefreshToken })).Fails(401, "AUTHENTICATION_FAILED");
    }

    private Task<Answer> LoginAsync(MessengerUser user, string? code = null, string password = MessengerUser.Password)
        => _server.AskMessengerAsync(HttpMethod.Post, "auth/login", new { email = user.Email, password, device_id = "device_xyz123", code });

    private async Task<Authenticator> BeginAsync(MessengerUser user)
        => new((await user.PostAsync("auth/2fa/enable")).Ok().Data.GetProperty("secret").GetString()!, fixture.Clock);

    private async Task<Authenticator> EnableAsync(MessengerUser user)
    {
        var phone = await BeginAsync(user);
        (await user.PostAsync("auth/2fa/verify", new { code = phone.Next() })).Ok();
        return phone;
    }
}
