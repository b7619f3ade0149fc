using System.Text.Json;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Users;

/// <summary>Profiles: one's own and others', changed and searched.</summary>
public sealed class MessengerUsersTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_profile_is_shown_as_published()
    {
        var (name, phone) = ($"p_{Guid.NewGuid():N}", $"+848{Random.Shared.NextInt64(100_000_000, 999_999_999)}");
        (await _server.AskMessengerAsync(HttpMethod.Post, "auth/register", Published.Request(
            "post-auth-register", ("email", $"{name}@example.com"), ("username", name), ("phone", phone)))).Created();
        var user = await MessengerUser.SignInAsync(_server, $"{name}@example.com", "SecurePass123!");
        (await user.PutAsync("users/me", Published.Request("put-users-me"))).Ok().Matches("put-users-me");

        var me = (await user.GetAsync("users/me")).Ok();

        me.Matches("get-users-id");
        Assert.Equal("offline", Text(me, "status"));
        Assert.Equal(
            ("John Smith", "Senior Software Developer", "https://cdn.example.com/avatars/new.jpg", phone),
            (Text(me, "full_name"), Text(me, "bio"), Text(me, "avatar_url"), Text(me, "phone")));
    }

    [Fact]
    public async Task Strangers_see_neither_address_nor_number_and_contacts_do()
    {
        var (ann, bob) = await MessengerUser.RegisterTwoAsync(_server);

        var seen = (await bob.GetAsync($"users/{ann.Id}")).Ok();
        Assert.Equal((ann.Name, null, null), (Text(seen, "username"), Text(seen, "email"), Text(seen, "phone")));

        (await bob.PostAsync("users/me/contacts", new { user_id = ann.Id })).Created();
        Assert.Null(Text(await bob.GetAsync($"users/{ann.Id}"), "email"));
        (await ann.PostAsync("users/me/contacts", new { user_id = bob.Id })).Created();
        Assert.Equal(ann.Email, Text(await bob.GetAsync($"users/{ann.Id}"), "email"));
    }

    [Fact]
    public async Task A_user_who_is_not_there_is_not_found()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        foreach (var id in new[] { $"usr_{Guid.NewGuid():N}", "usr_1234567890", ann.Id.ToUpperInvariant(), ann.Id["usr_".Length..], "ME" })
            (await ann.GetAsync($"users/{id}")).Fails(404, "NOT_FOUND", "User not found");
        (await _server.AskMessengerAsync(HttpMethod.Get, $"users/{ann.Id}")).Fails(401, "AUTHENTICATION_FAILED");
    }

    [Fact]
    public async Task What_is_not_said_stays_and_null_clears()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        (await ann.PutAsync("users/me", Published.Request("put-users-me"))).Ok();

        var unchanged = (await ann.PutAsync("users/me", new { })).Ok();
        Assert.Equal(("John Smith", "Senior Software Developer"), (Text(unchanged, "full_name"), Text(unchanged, "bio")));
        var cleared = (await ann.PutAsync("users/me", TestJson.Raw("""{"full_name":null,"bio":null,"avatar_url":null,"status_message":null}"""))).Ok();
        Assert.Equal((null, null), (Text(cleared, "full_name"), Text(cleared, "bio")));
        Assert.Null(Text(await ann.GetAsync("users/me"), "avatar_url"));
    }

    [Fact]
    public async Task What_is_changed_here_is_seen_in_Social()
    {
        var social = await _server.RegisterAsync();
        var here = await MessengerUser.SignInAsync(_server, social.Email, TestUser.Password);

        (await here.PutAsync("users/me", Published.Request("put-users-me"))).Ok();

        var there = (await social.GetAsync("auth/me")).Ok().Data;
        Assert.Equal(
            ("https://cdn.example.com/avatars/new.jpg", "Working remotely"),
            (there.GetProperty("avatar").GetString(), there.GetProperty("statusMessage").GetString()));
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_change_is_told_at_once_and_nothing_changes()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        var before = (await ann.GetAsync("users/me")).Ok().Text;

        (await ann.PutAsync("users/me", new { full_name = " ", bio = new string('b', 501), avatar_url = "ftp://example.com", status_message = new string('s', 201) }))
            .FailsFor("avatar_url", "status_message", "full_name", "bio");
        (await ann.PutAsync("users/me", new { full_name = new string('f', 101), bio = "fine" })).FailsFor("full_name");

        Assert.Equal(before, (await ann.GetAsync("users/me")).Ok().Text);
    }

    [Fact]
    public async Task A_search_finds_names_and_full_names_and_whole_addresses_as_published()
    {
        var (ann, bob) = await MessengerUser.RegisterTwoAsync(_server);
        var full = $"Jane {Guid.NewGuid():N} Doe";
        (await ann.PutAsync("users/me", new { full_name = full, avatar_url = "https://cdn.example.com/avatars/jane.jpg" })).Ok();

        foreach (var query in new[] { ann.Name, ann.Name[5..].ToUpperInvariant(), full[2..^2], ann.Email })
        {
            var found = (await bob.GetAsync($"users/search?q={Uri.EscapeDataString(query)}")).Ok();
            var user = Assert.Single(found.Data.GetProperty("users").EnumerateArray());
            Assert.Equal((ann.Id, full, "offline"), (user.GetProperty("user_id").GetString(), user.GetProperty("full_name").GetString(), user.GetProperty("status").GetString()));
            found.Matches("get-users-search", "pagination");
        }

        Assert.Equal(0, (await bob.GetAsync($"users/search?q={ann.Email[1..]}")).Ok().Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_search_is_answered_a_page_at_a_time()
    {
        var tag = $"{Guid.NewGuid():N}"[..12];
        var users = new List<MessengerUser>();
        for (var number = 0; number < 5; number++)
            users.Add(await MessengerUser.RegisterAsync(_server, $"s{tag}_{number}"));

        var page = (await users[0].GetAsync($"users/search?q={tag}&limit=2&offset=2")).Ok();

        Assert.Equal([users[2].Id, users[3].Id], page.Data.GetProperty("users").EnumerateArray().Select(user => user.GetProperty("user_id").GetString()));
        Assert.Equal((5, 2, 2), (page.Data.GetProperty("total").GetInt32(), page.Data.GetProperty("limit").GetInt32(), page.Data.GetProperty("offset").GetInt32()));
        var pagination = page.Json.GetProperty("pagination");
        Assert.Equal((5, true, true), (pagination.GetProperty("total").GetInt32(), pagination.GetProperty("has_next").GetBoolean(), pagination.GetProperty("has_prev").GetBoolean()));
        Assert.Equal(20, (await users[0].GetAsync($"users/search?q={tag}")).Ok().Data.GetProperty("limit").GetInt32());
        Assert.Empty((await users[0].GetAsync($"users/search?q={tag}&offset=5")).Ok().Data.GetProperty("users").EnumerateArray());
    }

    [Theory]
    [InlineData("", "q")]
    [InlineData("q=", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=a&limit=0", "limit")]
    [InlineData("q=a&limit=101", "limit")]
    [InlineData("q=a&offset=-1", "offset")]
    public async Task A_search_that_makes_no_sense_is_refused(string query, string field)
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        (await ann.GetAsync($"users/search?{query}")).FailsFor(field);
        (await ann.GetAsync($"users/search?q={new string('a', 201)}")).FailsFor("q");
    }

    private static string? Text(Answer answer, string field) => answer.Ok().Data.GetProperty(field) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
