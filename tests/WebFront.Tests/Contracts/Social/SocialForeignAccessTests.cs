using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>Every mapped route that takes an id, called by a stranger with what belongs to others.</summary>
public sealed class SocialForeignAccessTests(ChatServerFixture fixture) : ForeignAccessTests(new SocialProbe(fixture.Server))
{
    /// <summary>What every signed-in user may see of every other.</summary>
    private static readonly string[] Public = ["GET /users/{id}", "GET /users/{id}/presence"];

    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Direct_messages_do_not_exist_for_a_stranger()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob, "between us");

        await AssertAbsentAsync("/messages/{id}", message);

        Assert.Equal("between us", (await bob.GetAsync($"messages/{message}")).Ok().Data.GetProperty("content").GetString());
        Assert.Equal("[]", (await bob.GetAsync($"messages/{message}")).Ok().Data.GetProperty("reactions").GetRawText());
        Assert.Equal("SENT", (await bob.GetAsync($"messages/{message}")).Ok().Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_conversation_with_another_shows_nothing_of_theirs_with_others()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        await ann.MessageToAsync(bob, "between us");

        foreach (var other in new[] { ann, bob })
            Assert.Equal(0, (await eve.GetAsync($"messages/direct/{other.Id}")).Ok().Data.GetArrayLength());
    }

    [Fact]
    public async Task Secret_groups_are_byte_for_byte_like_absent_ones()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("SECRET", bob);
        var message = await bob.MessageToGroupAsync(group, "a secret");

        await AssertAbsentAsync("/groups/{id}", group, ann);
        await AssertAbsentAsync("/messages/group/{groupId}", group, ann);
        await AssertAbsentAsync("/messages/{id}", message);

        Assert.Equal(2, (await ann.GetAsync($"groups/{group}")).Ok().Data.GetProperty("members").GetArrayLength());
        Assert.Equal("A group", (await ann.GetAsync($"groups/{group}")).Ok().Data.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Secret_groups_named_in_a_body_are_byte_for_byte_like_absent_ones()
    {
        var (ann, eve) = await _server.RegisterTwoAsync();
        var (secret, absent) = (await ann.CreateGroupAsync("SECRET"), Guid.NewGuid().ToString());

        foreach (var (path, body) in new (string, Func<string, object>)[]
        {
            ("messages", group => new { content = "Hi", type = "TEXT", groupId = group }),
            ("calls", group => new { type = "VIDEO", groupId = group }),
            ("calls", group => new { type = "VIDEO", groupId = group, participantIds = new[] { ann.Id } }),
        })
        {
            var answer = await eve.PostAsync(path, body(secret));
            answer.Refused(404, "NOT_FOUND", "Group not found");
            Assert.Equal((await eve.PostAsync(path, body(absent))).Text, answer.Text);
        }

        Assert.Equal(0, (await ann.GetAsync($"messages/group/{secret}")).Ok().Data.GetArrayLength());
    }

    [Theory]
    [InlineData("PRIVATE")]
    [InlineData("PUBLIC")]
    public async Task Groups_that_may_be_known_refuse_strangers(string type)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var group = await ann.CreateGroupAsync(type, bob);
        await bob.MessageToGroupAsync(group, "ours");
        var before = (await ann.GetAsync($"groups/{group}")).Ok().Text;

        foreach (var route in RoutesUnder("/groups/{id}").Concat(RoutesUnder("/messages/group/{groupId}")))
        {
            var answer = await CallAsync(eve, route, name => name == "userId" ? bob.Id : group, bob);
            if (type == "PUBLIC" && route.ToString() == "GET /groups/{id}")
                answer.Ok();
            else
                answer.Refused(403, "FORBIDDEN");
        }

        Assert.Equal(before, (await ann.GetAsync($"groups/{group}")).Ok().Text);
        (await eve.PostAsync("messages", new { content = "Hi", type = "TEXT", groupId = group })).Refused(403, "FORBIDDEN");
        (await eve.PostAsync("calls", new { type = "VIDEO", groupId = group })).Refused(403, "FORBIDDEN");
    }

    [Fact]
    public async Task Calls_do_not_exist_for_a_stranger()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var call = await ann.CallAsync(bob);

        await AssertAbsentAsync("/calls/{id}", call);

        Assert.Equal("RINGING", (await ann.GetAsync($"calls/{call}")).Ok().Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Accounts_are_changed_by_their_owner_only()
    {
        var (ann, eve) = await _server.RegisterTwoAsync();

        foreach (var route in RoutesUnder("/users/{id}"))
        {
            var answer = await CallAsync(eve, route, _ => ann.Id);
            if (Public.Contains(route.ToString()))
                Assert.DoesNotContain(ann.Email, answer.Ok().Text, StringComparison.Ordinal);
            else
                answer.Refused(403, "FORBIDDEN");
        }

        Assert.Equal(ann.Name, (await ann.GetAsync("auth/me")).Ok().Data.GetProperty("username").GetString());
    }

    [Fact]
    public void Every_route_that_takes_an_id_is_walked()
    {
        string[] walked = ["/messages/{id}", "/messages/direct/{otherUserId}", "/messages/group/{groupId}", "/groups/{id}", "/calls/{id}", "/users/{id}"];

        Assert.Empty(RoutesWithId.ExceptBy(walked.SelectMany(RoutesUnder).Select(route => route.ToString()), route => route.ToString()));
    }

    [Fact]
    public async Task A_stranger_finds_and_lists_nothing_of_others()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var word = $"word{Guid.NewGuid():N}";
        await ann.MessageToAsync(bob, word);
        foreach (var type in new[] { "PRIVATE", "PUBLIC", "SECRET" })
            await bob.MessageToGroupAsync(await ann.CreateGroupAsync(type, bob), word);
        await ann.CallAsync(bob);
        await _server.IndexAsync();

        foreach (var list in new[] { $"messages/search?query={word}", "groups", "calls" })
            Assert.Equal("[]", (await eve.GetAsync(list)).Ok().Data.GetRawText());
        Assert.Equal(4, (await bob.GetAsync($"messages/search?query={word}")).Ok().Data.GetArrayLength());
    }

    /// <summary>A stranger learns from every route under a path no more of a thing that exists than of one that does not.</summary>
    private async Task AssertAbsentAsync(string path, string existing, TestUser? member = null)
    {
        var eve = await _server.RegisterAsync();
        var other = member ?? eve;
        await AssertAbsentAsync(
            RoutesUnder(path),
            (route, isReal) => CallAsync(eve, route, name => name == "userId" ? other.Id : isReal ? existing : Guid.NewGuid().ToString(), other));
    }

    /// <summary>Calls a route with a body that would be fine from someone who may.</summary>
    private static Task<Answer> CallAsync(TestUser caller, ContractRoute route, Func<string, string> id, TestUser? named = null)
    {
        var body = Published.HasRequest(route.ExampleName) ? Published.Request(route.ExampleName) : null;
        if (body?.ContainsKey("userId") == true)
            body["userId"] = named!.Id;
        if (body?.ContainsKey("username") == true)
            body["username"] = $"n_{Guid.NewGuid():N}";
        return caller.SendAsync(new HttpMethod(route.Method), route.With(id), body as JsonNode);
    }
}
