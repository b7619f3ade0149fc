using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Groups;

public sealed class SocialGroupsTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Creating_answers_as_published()
    {
        var ann = await _server.RegisterAsync();

        var created = await ann.PostAsync("groups", Published.Request("post-groups"));

        created.Created().Matches("post-groups");
        Assert.Equal("Project Team", created.Data.GetProperty("title").GetString());
        Assert.Equal($"groups/{created.Id}", created.Headers["Location"]);
    }

    [Fact]
    public async Task A_group_answers_as_published_with_its_members_and_their_roles()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = (await ann.PostAsync("groups", Published.Request("post-groups"))).Created().Id;

        (await ann.GetAsync($"groups/{id}")).Ok().Matches("get-groups-id", "cover");

        (await ann.PostAsync($"groups/{id}/members", Published.Request("post-groups-id-members", ("userId", bob.Id)))).Ok().Matches("post-groups-id-members");
        var members = (await bob.GetAsync($"groups/{id}")).Ok().Data.GetProperty("members");
        Assert.Equal($$"""[{"userId":"{{ann.Id}}","role":"OWNER"},{"userId":"{{bob.Id}}","role":"MEMBER"}]""", members.GetRawText());
    }

    [Fact]
    public async Task Ones_own_groups_list_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var first = await ann.CreateGroupAsync("PRIVATE", bob);
        var second = await bob.CreateGroupAsync();

        var list = (await bob.GetAsync("groups")).Ok();

        list.Matches("get-groups");
        Assert.Equal([second, first], list.Data.EnumerateArray().Select(group => group.GetProperty("id").GetString()));
        Assert.Equal([first], (await ann.GetAsync("groups")).Ok().Data.EnumerateArray().Select(group => group.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Changing_answers_as_published()
    {
        var ann = await _server.RegisterAsync();
        var id = await ann.CreateGroupAsync();

        var changed = await ann.PatchAsync($"groups/{id}", Published.Request("patch-groups-id"));

        changed.Ok().Matches("patch-groups-id");
        var group = (await ann.GetAsync($"groups/{id}")).Ok().Data;
        Assert.Equal("Updated Group Name", group.GetProperty("title").GetString());
        Assert.Equal("Updated description", group.GetProperty("description").GetString());
        Assert.Equal("https://example.com/new-cover.jpg", group.GetProperty("cover").GetString());
        Assert.Equal("PUBLIC", group.GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_is_absent_stays_and_what_is_null_is_taken_away()
    {
        var ann = await _server.RegisterAsync();
        var id = (await ann.PostAsync("groups", Published.Request("post-groups"))).Created().Id;

        (await ann.PatchAsync($"groups/{id}", new JsonObject { ["cover"] = null })).Ok();

        var group = (await ann.GetAsync($"groups/{id}")).Ok().Data;
        Assert.Equal("null", group.GetProperty("cover").GetRawText());
        Assert.Equal("Discussion group for our project", group.GetProperty("description").GetString());
        Assert.Equal("Project Team", group.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Deleting_answers_as_published_and_nothing_is_left()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync("PRIVATE", bob);
        var message = await bob.MessageToGroupAsync(id);

        (await ann.DeleteAsync($"groups/{id}")).Ok().Matches("delete-groups-id");

        (await bob.GetAsync($"groups/{id}")).Refused(404, "NOT_FOUND", "Group not found");
        (await bob.GetAsync($"messages/group/{id}")).Refused(404, "NOT_FOUND");
        (await bob.GetAsync($"messages/{message}")).Refused(404, "NOT_FOUND");
        Assert.Equal(0, (await bob.GetAsync("groups")).Ok().Data.GetArrayLength());
    }

    [Fact]
    public async Task Removing_a_member_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync("PRIVATE", bob);

        (await ann.DeleteAsync($"groups/{id}/members/{bob.Id}")).Ok().Matches("delete-groups-id-members-userId");

        (await bob.GetAsync($"groups/{id}")).Refused(403, "FORBIDDEN");
        (await ann.DeleteAsync($"groups/{id}/members/{bob.Id}")).Refused(404, "NOT_FOUND", "Member not found");
        (await ann.DeleteAsync($"groups/{id}/members/nobody")).Refused(404, "NOT_FOUND", "Member not found");
    }

    [Fact]
    public async Task Leaving_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync("PRIVATE", bob);

        (await bob.PostAsync($"groups/{id}/leave")).Ok().Matches("post-groups-id-leave");

        (await bob.PostAsync($"groups/{id}/leave")).Refused(403, "FORBIDDEN");
        Assert.Equal(1, (await ann.GetAsync($"groups/{id}")).Ok().Data.GetProperty("members").GetArrayLength());
    }

    [Fact]
    public async Task A_member_neither_changes_nor_deletes_nor_appoints()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var id = await ann.CreateGroupAsync("PRIVATE", bob);

        (await bob.PatchAsync($"groups/{id}", new { title = "Mine" })).Refused(403, "FORBIDDEN");
        (await bob.DeleteAsync($"groups/{id}")).Refused(403, "FORBIDDEN");
        (await bob.PostAsync($"groups/{id}/members", new { userId = eve.Id, role = "MEMBER" })).Refused(403, "FORBIDDEN");
        (await bob.DeleteAsync($"groups/{id}/members/{ann.Id}")).Refused(403, "FORBIDDEN");
    }

    [Fact]
    public async Task An_admin_changes_and_adds_but_does_not_delete()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var id = await ann.CreateGroupAsync();
        (await ann.PostAsync($"groups/{id}/members", new { userId = bob.Id, role = "ADMIN" })).Ok();

        (await bob.PatchAsync($"groups/{id}", new { title = "Ours" })).Ok();
        (await bob.PostAsync($"groups/{id}/members", new { userId = eve.Id, role = "MEMBER" })).Ok();
        (await bob.DeleteAsync($"groups/{id}/members/{eve.Id}")).Ok();
        (await bob.DeleteAsync($"groups/{id}")).Refused(403, "FORBIDDEN");
    }

    [Fact]
    public async Task A_member_is_added_once_and_must_exist()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync("PRIVATE", bob);

        (await ann.PostAsync($"groups/{id}/members", new { userId = bob.Id, role = "MEMBER" })).Refused(409, "CONFLICT");
        (await ann.PostAsync($"groups/{id}/members", new { userId = Guid.NewGuid(), role = "MEMBER" })).Refused(404, "NOT_FOUND", "User not found");
        (await ann.PostAsync($"groups/{id}/members", new { userId = "nobody", role = "MEMBER" })).Refused(404, "NOT_FOUND", "User not found");
    }

    [Fact]
    public async Task Everyone_sees_and_joins_a_public_group()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync("PUBLIC");

        (await bob.GetAsync($"groups/{id}")).Ok();
        (await bob.PostAsync($"groups/{id}/members", new { userId = bob.Id, role = "MEMBER" })).Ok();
        await bob.MessageToGroupAsync(id);
    }

    [Theory]
    [InlineData("title", "\"\"")]
    [InlineData("title", "\"   \"")]
    [InlineData("title", "null")]
    [InlineData("title", "5")]
    [InlineData("title", "\"\\u0000\"")]
    [InlineData("description", "5")]
    [InlineData("cover", "\"no url\"")]
    [InlineData("cover", "\"ftp://example.com/cover.jpg\"")]
    [InlineData("type", "\"OPEN\"")]
    [InlineData("type", "\"private\"")]
    [InlineData("type", "1")]
    public async Task Creating_and_changing_check_each_rule(string field, string value)
    {
        var ann = await _server.RegisterAsync();
        var id = await ann.CreateGroupAsync();
        var request = Published.Request("post-groups");
        request[field] = JsonNode.Parse(value);

        (await ann.PostAsync("groups", request)).Invalid(field);
        (await ann.PatchAsync($"groups/{id}", request)).Invalid(field);

        Assert.Equal("A group", (await ann.GetAsync($"groups/{id}")).Data.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Lengths_are_what_the_document_says()
    {
        var ann = await _server.RegisterAsync();

        (await ann.PostAsync("groups", new { title = new string('t', 100), description = new string('d', 500), type = "SECRET" })).Created();
        (await ann.PostAsync("groups", new { title = new string('t', 101), type = "SECRET" })).Invalid("title");
        (await ann.PostAsync("groups", new { title = "t", description = new string('d', 501), type = "SECRET" })).Invalid("description");
        (await ann.PostAsync("groups", new { type = "SECRET" })).Invalid("title");
    }

    [Fact]
    public async Task Optional_fields_may_be_left_out()
    {
        var created = await (await _server.RegisterAsync()).PostAsync("groups", new { title = "Bare" });

        Assert.Equal("PRIVATE", created.Created().Data.GetProperty("type").GetString());
        Assert.Equal("null", created.Data.GetProperty("description").GetRawText());
        Assert.Equal("null", created.Data.GetProperty("cover").GetRawText());
    }

    [Theory]
    [InlineData("userId", "null")]
    [InlineData("userId", "\"\"")]
    [InlineData("userId", "5")]
    [InlineData("role", "\"OWNER\"")]
    [InlineData("role", "\"KING\"")]
    public async Task Adding_a_member_checks_each_rule(string field, string value)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CreateGroupAsync();
        var request = Published.Request("post-groups-id-members", ("userId", bob.Id));
        request[field] = JsonNode.Parse(value);

        (await ann.PostAsync($"groups/{id}/members", request)).Invalid(field);
    }

    [Theory]
    [InlineData("GET", "groups/{0}", null)]
    [InlineData("PATCH", "groups/{0}", "patch-groups-id")]
    [InlineData("DELETE", "groups/{0}", null)]
    [InlineData("POST", "groups/{0}/members", "post-groups-id-members")]
    [InlineData("DELETE", "groups/{0}/members/{1}", null)]
    [InlineData("POST", "groups/{0}/leave", null)]
    public async Task An_unknown_id_and_a_malformed_one_are_not_found(string method, string path, string? example)
    {
        var user = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nothing" })
        {
            var body = example is null ? null : Published.Request(example);
            if (body?.ContainsKey("userId") == true)
                body["userId"] = user.Id;
            (await user.SendAsync(new HttpMethod(method), string.Format(path, id, user.Id), body)).Refused(404, "NOT_FOUND", "Group not found");
        }
    }
}
