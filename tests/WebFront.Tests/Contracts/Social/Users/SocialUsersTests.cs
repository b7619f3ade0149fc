using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Users;

public sealed class SocialUsersTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_user_answers_as_published_without_the_email_address()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        await bob.PatchAsync($"users/{bob.Id}", new { avatar = "https://example.com/avatar.jpg", statusMessage = "Available" });

        var answer = (await ann.GetAsync($"users/{bob.Id}")).Ok();

        Published.AsOnline(answer).Matches("get-users-id");
        Assert.Equal(bob.Name, answer.Data.GetProperty("username").GetString());
    }

    [Fact]
    public async Task Presence_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        Published.AsOnline((await ann.GetAsync($"users/{bob.Id}/presence")).Ok()).Matches("get-users-id-presence");
    }

    [Fact]
    public async Task Changing_the_profile_answers_as_published()
    {
        var user = await _server.RegisterAsync();
        var name = $"n_{Guid.NewGuid():N}";

        var changed = await user.PatchAsync($"users/{user.Id}", Published.Request("patch-users-id", ("username", name)));

        changed.Ok().Matches("patch-users-id");
        Assert.Equal(name, changed.Data.GetProperty("username").GetString());
        Assert.Equal("https://example.com/new-avatar.jpg", changed.Data.GetProperty("avatar").GetString());
        Assert.Equal("Busy", changed.Data.GetProperty("statusMessage").GetString());
    }

    [Fact]
    public async Task What_is_absent_stays_and_what_is_null_is_taken_away()
    {
        var user = await _server.RegisterAsync();
        await user.PatchAsync($"users/{user.Id}", new { avatar = "https://example.com/a.jpg", statusMessage = "Busy" });

        var changed = (await user.PatchAsync($"users/{user.Id}", new JsonObject { ["avatar"] = null })).Ok();

        Assert.Equal("null", changed.Data.GetProperty("avatar").GetRawText());
        Assert.Equal("Busy", changed.Data.GetProperty("statusMessage").GetString());
        Assert.Equal(user.Name, changed.Data.GetProperty("username").GetString());
    }

    [Fact]
    public async Task Changing_the_name_frees_the_old_one_and_a_taken_one_conflicts()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var name = $"n_{Guid.NewGuid():N}";

        (await ann.PatchAsync($"users/{ann.Id}", new { username = bob.Name })).Refused(409, "CONFLICT", "Username is already taken");
        (await ann.PatchAsync($"users/{ann.Id}", new { username = name })).Ok();
        (await bob.PatchAsync($"users/{bob.Id}", new { username = ann.Name })).Ok();
    }

    [Fact]
    public async Task Nobody_changes_or_deletes_another_account()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.PatchAsync($"users/{bob.Id}", new { statusMessage = "hacked" })).Refused(403, "FORBIDDEN");
        (await ann.DeleteAsync($"users/{bob.Id}")).Refused(403, "FORBIDDEN");

        Assert.Equal("null", (await bob.GetAsync("auth/me")).Ok().Data.GetProperty("statusMessage").GetRawText());
    }

    [Fact]
    public async Task Deleting_the_account_answers_as_published_and_frees_its_names()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.DeleteAsync($"users/{ann.Id}")).Ok().Matches("delete-users-id");

        (await bob.GetAsync($"users/{ann.Id}")).Refused(404, "NOT_FOUND", "User not found");
        (await _server.PostAsync("auth/register", new { username = ann.Name, email = ann.Email, password = TestUser.Password })).Created();
    }

    [Fact]
    public async Task The_author_of_old_messages_shows_as_deleted()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await ann.DeleteAsync($"users/{ann.Id}")).Ok();

        await Eventually.HoldsAsync(async () => (await bob.GetAsync($"messages/{message}")).Ok().Data.GetProperty("senderDeleted").GetBoolean());
    }

    [Theory]
    [InlineData("GET", "users/{0}")]
    [InlineData("GET", "users/{0}/presence")]
    [InlineData("PATCH", "users/{0}")]
    [InlineData("DELETE", "users/{0}")]
    public async Task An_unknown_id_and_a_malformed_one_are_not_found(string method, string path)
    {
        var user = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nobody", "1", Guid.NewGuid().ToString("N"), "%20", "a%2Fb" })
        {
            var answer = await user.SendAsync(new HttpMethod(method), string.Format(path, id), method == "PATCH" ? new { } : null);
            answer.Refused(404, "NOT_FOUND", "User not found");
        }
    }

    [Fact]
    public async Task A_search_answers_as_published_and_finds_part_of_a_name()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        await bob.PatchAsync($"users/{bob.Id}", new { avatar = "https://example.com/avatar.jpg" });

        await Eventually.HoldsAsync(async () => (await ann.GetAsync($"users?query={bob.Name[2..20].ToUpperInvariant()}")).Ok().Json.GetProperty("data").GetArrayLength() == 1);
        var found = (await ann.GetAsync($"users?query={bob.Name[2..20]}")).Ok();

        found.Matches("get-users");
        Assert.Equal(bob.Id, found.Data[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_search_by_email_finds_the_exact_address_only()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        await Eventually.HoldsAsync(async () => (await ann.GetAsync($"users?query={bob.Email.ToUpperInvariant()}")).Ok().Data.GetArrayLength() == 1);
        Assert.Equal(0, (await ann.GetAsync($"users?query={bob.Email[..^1]}")).Ok().Data.GetArrayLength());
        Assert.Equal(0, (await ann.GetAsync("users?query=@example.com")).Ok().Data.GetArrayLength());
    }

    [Theory]
    [InlineData("users")]
    [InlineData("users?query=")]
    [InlineData("users?query=%20")]
    [InlineData("users?query=%00")]
    public async Task A_search_needs_a_query(string path) => (await (await _server.RegisterAsync()).GetAsync(path)).Invalid("query");

    [Theory]
    [InlineData("username", "ab")]
    [InlineData("username", "")]
    [InlineData("username", null)]
    [InlineData("username", 5)]
    [InlineData("avatar", "no url")]
    [InlineData("avatar", "javascript:alert(1)")]
    [InlineData("avatar", "/relative.jpg")]
    [InlineData("avatar", true)]
    [InlineData("statusMessage", 5)]
    public async Task Changing_the_profile_checks_each_rule(string field, object? value)
    {
        var user = await _server.RegisterAsync();

        (await user.PatchAsync($"users/{user.Id}", new Dictionary<string, object?> { [field] = value })).Invalid(field);
    }

    [Fact]
    public async Task Long_values_are_refused()
    {
        var user = await _server.RegisterAsync();

        (await user.PatchAsync($"users/{user.Id}", new { statusMessage = new string('a', 201) })).Invalid("statusMessage");
        (await user.PatchAsync($"users/{user.Id}", new { avatar = $"https://example.com/{new string('a', 2048)}" })).Invalid("avatar");
        (await user.PatchAsync($"users/{user.Id}", new { statusMessage = new string('a', 200) })).Ok();
    }
}
