using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Admin;

public sealed class AdminSignInTests(AdminServer server) : IClassFixture<AdminServer>
{
    private readonly ChatServer _chat = server.Chat;

    [Theory]
    [InlineData(AdminServer.Operator)]
    [InlineData("The_Operator")]
    [InlineData(" the_operator ")]
    [InlineData("the_operator@orleanschat.invalid")]
    public async Task An_operator_signs_in_by_name_or_address(string name)
    {
        var answer = (await AdminServer.SignInAsync(_chat, name)).With(HttpStatusCode.SeeOther);

        Assert.Equal("/admin", answer.Headers["Location"]);
        (await AdminServer.GetAsync(_chat, "/status", AdminServer.Cookie(answer))).Ok();
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        var cookie = (await AdminServer.SignInAsync(_chat)).Headers["Set-Cookie"].Split("; ")[1..].Select(part => part.ToLowerInvariant()).Order();
        Assert.Equal(["httponly", "max-age=3600", "path=/admin", "samesite=strict"], cookie);
    }

    [Fact]
    public async Task Over_https_the_cookie_stays_on_https()
    {
        await using var chat = await ChatServer.StartAsync(new()
        {
            Settings = new Dictionary<string, string>(AdminServer.Account) { ["Proxies:Known:0"] = "127.0.0.1" },
        });
        var answer = await AdminServer.SignInAsync(chat, headers: [("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "192.0.2.1")]);

        Assert.Contains("; secure", answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_name_and_a_missing_role_are_answered_the_same()
    {
        var user = await _chat.RegisterAsync();
        var answers = new[]
        {
            await AdminServer.SignInAsync(_chat, password: "Operator-password-2"),
            await AdminServer.SignInAsync(_chat, password: ""),
            await AdminServer.SignInAsync(_chat, password: new string('p', 5000)),
            await AdminServer.SignInAsync(_chat, $"nobody_{Guid.NewGuid():N}"),
            await AdminServer.SignInAsync(_chat, "no\nbody"),
            await AdminServer.SignInAsync(_chat, "nöbody"),
            await AdminServer.SignInAsync(_chat, ""),
            await AdminServer.SignInAsync(_chat, user.Name, TestUser.Password),
            await AdminServer.SignInAsync(_chat, user.Email, TestUser.Password),
        };

        Assert.All(answers, answer => Assert.Equal((401, answers[0].Text), (answer.Status, answer.Text)));
        Assert.All(answers, answer => Assert.DoesNotContain("Set-Cookie", answer.Headers.Keys));
        Assert.Contains("The name or the password is wrong.", answers[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Someone_without_the_role_gets_no_session_at_all()
    {
        var user = await _chat.RegisterAsync();
        var account = _chat.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(Guid.Parse(user.Id));
        var session = Guid.Parse((string)TestTokens.Claims(user.AccessToken)["sid"]!);
        for (var attempt = 0; attempt < 60; attempt++)
            Assert.Equal(401, (await AdminServer.SignInAsync(_chat, user.Name, TestUser.Password)).Status);

        // More would have pushed the first one out: an account has 50 at most.
        Assert.True(await account.HasSessionAsync(session));
    }

    [Fact]
    public async Task An_access_token_opens_no_page_and_the_pages_token_opens_no_api()
    {
        var user = await _chat.RegisterAsync();
        var byApi = (await _chat.PostAsync("auth/login", new { email = "the_operator@orleanschat.invalid", password = AdminServer.Password })).Ok().Data;
        var cookie = await AdminServer.SignedInAsync(_chat);

        foreach (var token in new[] { user.AccessToken, byApi.GetProperty("accessToken").GetString()!, byApi.GetProperty("refreshToken").GetString()! })
            Assert.Equal(401, (await AdminServer.GetAsync(_chat, "/status", token)).Status);
        (await _chat.SendAsync(HttpMethod.Get, "auth/me", token: byApi.GetProperty("accessToken").GetString())).Ok();
        (await _chat.SendAsync(HttpMethod.Get, "auth/me", token: cookie)).Refused(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        var claims = TestTokens.Claims(await AdminServer.SignedInAsync(_chat));
        var forUser = claims.DeepClone().AsObject();
        forUser["sub"] = (await _chat.RegisterAsync()).Id;
        var expired = claims.DeepClone().AsObject();
        expired["exp"] = 1_000_000_000;

        Assert.Equal(3600, (long)claims["exp"]! - (long)claims["iat"]!);
        (await AdminServer.GetAsync(_chat, "/status", TestTokens.Sign(claims, ChatServer.SigningKey))).Ok();
        foreach (var forged in new[]
        {
            TestTokens.Sign(claims, "another key that is quite as long as the right one"),
            TestTokens.Sign(claims, "", "none"),
            TestTokens.Sign(forUser, ChatServer.SigningKey),
            TestTokens.Sign(expired, ChatServer.SigningKey),
            TestTokens.Sign(new JsonObject(), ChatServer.SigningKey),
            "nonsense",
            "",
        })
        {
            Assert.Equal(401, (await AdminServer.GetAsync(_chat, "/status", forged)).Status);
            Assert.Contains("Sign in", (await AdminServer.GetAsync(_chat, "", forged is "" or "nonsense" ? forged : "x")).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_takes_the_cookie_away()
    {
        var cookie = await AdminServer.SignedInAsync(_chat);
        var left = (await AdminServer.PostAsync(_chat, "/sign-out", [], cookie)).With(HttpStatusCode.SeeOther);

        Assert.Contains("expires=Thu, 01 Jan 1970", left.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        Assert.Equal(401, (await AdminServer.GetAsync(_chat, "/status", cookie)).Status);
        (await AdminServer.PostAsync(_chat, "/sign-out", [], cookie)).With(HttpStatusCode.SeeOther);
        (await AdminServer.PostAsync(_chat, "/sign-out", [])).With(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_session_that_is_ended_elsewhere_ends_the_page()
    {
        var cookie = await AdminServer.SignedInAsync(_chat);
        var account = _chat.Services.GetRequiredService<IGrainFactory>().GetGrain<IAccountGrain>(Guid.Parse((string)TestTokens.Claims(cookie)["sub"]!));
        (await AdminServer.GetAsync(_chat, "/status", cookie)).Ok();
        await account.EndSessionAsync(Guid.Parse((string)TestTokens.Claims(cookie)["sid"]!));

        await Eventually.HoldsAsync(async () => (await AdminServer.GetAsync(_chat, "/status", cookie)).Status == 401);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Pages_of_other_origins_change_nothing(string header, string value)
    {
        Assert.Equal(403, (await AdminServer.SignInAsync(_chat, headers: [(header, value)])).Status);
        var cookie = await AdminServer.SignedInAsync(_chat);
        Assert.Equal(403, (await AdminServer.PostAsync(_chat, "/sign-out", [], cookie, (header, value))).Status);
        (await AdminServer.GetAsync(_chat, "/status", cookie)).Ok();
    }

    [Fact]
    public async Task Pages_of_other_origins_read_nothing()
    {
        var cookie = await AdminServer.SignedInAsync(_chat);
        Assert.Equal(403, (await AdminServer.GetAsync(_chat, "/status", cookie, ("Origin", "http://localhost:5173"))).Status);
    }

    [Fact]
    public async Task Who_guesses_has_to_wait()
    {
        await using var chat = await ChatServer.StartAsync(new() { RateLimits = true, Settings = AdminServer.Account });
        for (var attempt = 0; attempt < 10; attempt++)
            Assert.Equal(401, (await AdminServer.SignInAsync(chat, password: $"guess {attempt}")).Status);

        var refused = await AdminServer.SignInAsync(chat);
        Assert.Equal(429, refused.Status);
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]), 1, 300);
        Assert.Contains("Too many attempts", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        var origin = ("Origin", _chat.Url.GetLeftPart(UriPartial.Authority));
        Assert.Equal(415, (await _chat.SendAsync(HttpMethod.Post, "/admin/sign-in", TestJson.Content(new { name = "x" }), headers: [origin])).Status);
        Assert.Equal(400, (await AdminServer.SignInAsync(_chat, "no\0body")).Status);
        Assert.Equal(413, (await AdminServer.SignInAsync(_chat, password: new string('p', 20_000))).Status);
    }
}
