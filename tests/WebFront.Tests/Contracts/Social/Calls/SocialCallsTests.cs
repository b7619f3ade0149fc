using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Calls;

public sealed class SocialCallsTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Initiating_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();

        var call = await ann.PostAsync("calls", Published.Request("post-calls", ("participantIds", new JsonArray(bob.Id, eve.Id))));

        call.Created().Matches("post-calls");
        Assert.Equal(ann.Id, call.Data.GetProperty("call").GetProperty("initiatorId").GetString());
        Assert.Equal($"calls/{call.Data.GetProperty("call").GetProperty("id").GetString()}", call.Headers["Location"]);
        Assert.Equal($"https://meet.jitsi.com/{call.Data.GetProperty("call").GetProperty("roomId").GetString()}", call.Data.GetProperty("roomUrl").GetString());
    }

    [Fact]
    public async Task The_rooms_token_says_who_enters_and_that_the_initiator_moderates()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        await ann.PatchAsync($"users/{ann.Id}", new { avatar = "https://example.com/ann.jpg" });
        var call = (await ann.PostAsync("calls", new { type = "AUDIO", participantIds = new[] { bob.Id } })).Created().Data;
        var joined = (await bob.PostAsync($"calls/{call.GetProperty("call").GetProperty("id")}/join")).Ok().Data;

        var annToken = call.GetProperty("token").GetString()!;
        var claims = TestTokens.Claims(annToken);

        Assert.True(TestTokens.IsSigned(annToken, ChatServer.JitsiSecret));
        Assert.Equal("HS256", (string?)TestTokens.Header(annToken)["alg"]);
        Assert.Equal(("jitsi", "orleanschat", "meet.jitsi.com"), ((string?)claims["aud"], (string?)claims["iss"], (string?)claims["sub"]));
        Assert.Equal(call.GetProperty("call").GetProperty("roomId").GetString(), (string?)claims["room"]);
        Assert.Equal(2 * 60 * 60, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.True(JsonNode.DeepEquals(
            new JsonObject
            {
                ["id"] = ann.Id,
                ["name"] = ann.Name,
                ["avatar"] = "https://example.com/ann.jpg",
                ["email"] = ann.Email,
                ["moderator"] = true,
            },
            claims["context"]!["user"]));
        var other = TestTokens.Claims(joined.GetProperty("token").GetString()!)["context"]!["user"]!;
        Assert.Equal((bob.Id, false), ((string?)other["id"], (bool)other["moderator"]!));
    }

    [Fact]
    public async Task A_call_that_was_answered_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CallAsync(bob);

        (await bob.PostAsync($"calls/{id}/join")).Ok().Matches("post-calls-id-join");

        var call = (await ann.GetAsync($"calls/{id}")).Ok();
        call.Matches("get-calls-id");
        Assert.Equal([ann.Id, bob.Id], call.Data.GetProperty("participants").EnumerateArray().Select(participant => participant.GetProperty("userId").GetString()));
    }

    [Fact]
    public async Task Ending_answers_as_published_and_so_does_the_history()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CallAsync(bob);
        await bob.PostAsync($"calls/{id}/join");

        (await ann.PostAsync($"calls/{id}/end")).Ok().Matches("post-calls-id-end");

        foreach (var user in new[] { ann, bob })
        {
            var history = (await user.GetAsync("calls")).Ok();
            history.Matches("get-calls");
            Assert.Equal(id, history.Data[0].GetProperty("id").GetString());
        }
    }

    [Fact]
    public async Task Leaving_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CallAsync(bob);
        await bob.PostAsync($"calls/{id}/join");

        (await bob.PostAsync($"calls/{id}/leave")).Ok().Matches("post-calls-id-leave");

        Assert.Equal("ENDED", (await ann.GetAsync($"calls/{id}")).Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Rejecting_answers_as_published_and_ends_a_call_of_two()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CallAsync(bob);

        (await bob.PostAsync($"calls/{id}/reject")).Ok().Matches("post-calls-id-reject");

        Assert.Equal("REJECTED", (await ann.GetAsync($"calls/{id}")).Data.GetProperty("status").GetString());
        (await bob.PostAsync($"calls/{id}/join")).Refused(409, "CONFLICT");
    }

    [Fact]
    public async Task Only_the_initiator_ends_and_an_ended_call_stays_over()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var id = await ann.CallAsync(bob);
        await bob.PostAsync($"calls/{id}/join");

        (await bob.PostAsync($"calls/{id}/end")).Refused(403, "FORBIDDEN", "Only the initiator can end a call");
        (await ann.PostAsync($"calls/{id}/end")).Ok();

        foreach (var action in new[] { "end", "leave", "reject", "join" })
            (await ann.PostAsync($"calls/{id}/{action}")).Refused(409, "CONFLICT", "The call is over");
    }

    [Fact]
    public async Task A_group_call_rings_its_members()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob);

        var call = (await ann.PostAsync("calls", new { type = "VIDEO", groupId = group })).Created().Data.GetProperty("call").GetProperty("id").GetString();

        Assert.Equal("RINGING", (await bob.GetAsync($"calls/{call}")).Ok().Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Whom_one_calls_must_exist()
    {
        var ann = await _server.RegisterAsync();

        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = new[] { Guid.NewGuid() } })).Refused(404, "NOT_FOUND", "User not found");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = new[] { "nobody" } })).Refused(404, "NOT_FOUND", "User not found");
        (await ann.PostAsync("calls", new { type = "VIDEO", groupId = Guid.NewGuid() })).Refused(404, "NOT_FOUND", "Group not found");
        (await ann.PostAsync("calls", new { type = "VIDEO", groupId = "nothing" })).Refused(404, "NOT_FOUND", "Group not found");
    }

    [Fact]
    public async Task Initiating_checks_each_rule()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.PostAsync("calls", new { participantIds = new[] { bob.Id } })).Invalid("type");
        (await ann.PostAsync("calls", new { type = "HOLOGRAM", participantIds = new[] { bob.Id } })).Invalid("type");
        (await ann.PostAsync("calls", new { type = "VIDEO" })).Invalid("participantIds");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = Array.Empty<string>() })).Invalid("participantIds");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = new[] { ann.Id } })).Invalid("participantIds");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = bob.Id })).Invalid("participantIds");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = new object?[] { bob.Id, null } })).Invalid("participantIds[1]");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = new object?[] { bob.Id, 5 } })).Invalid("participantIds[1]");
        (await ann.PostAsync("calls", new { type = "VIDEO", participantIds = Enumerable.Range(0, 101).Select(_ => Guid.NewGuid()) })).Invalid("participantIds");
    }

    [Theory]
    [InlineData("GET", "calls/{0}")]
    [InlineData("POST", "calls/{0}/join")]
    [InlineData("POST", "calls/{0}/end")]
    [InlineData("POST", "calls/{0}/leave")]
    [InlineData("POST", "calls/{0}/reject")]
    public async Task An_unknown_id_and_a_malformed_one_are_not_found(string method, string path)
    {
        var user = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nothing" })
            (await user.SendAsync(new HttpMethod(method), string.Format(path, id))).Refused(404, "NOT_FOUND", "Call not found");
    }
}
