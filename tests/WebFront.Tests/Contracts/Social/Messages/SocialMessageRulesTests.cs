using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Messages;

public sealed class SocialMessageRulesTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Exactly_one_of_receiver_and_group_is_named()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync();

        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT" })).Invalid("receiverId");
        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id, groupId = group })).Invalid("receiverId");
    }

    [Fact]
    public async Task Nobody_writes_to_themselves()
    {
        var ann = await _server.RegisterAsync();

        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = ann.Id })).Invalid("receiverId");
    }

    [Fact]
    public async Task An_unknown_receiver_or_group_is_not_found()
    {
        var ann = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nobody", "" })
        {
            (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = id })).Refused(404, "NOT_FOUND", "User not found");
            (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", groupId = id })).Refused(404, "NOT_FOUND", "Group not found");
        }
    }

    [Fact]
    public async Task Content_has_1_to_5000_characters()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await SendAsync(ann, bob, "content", "")).Refused(400, "VALIDATION_ERROR", "content: must be 1 to 5000 characters.");
        (await SendAsync(ann, bob, "content", null)).Invalid("content");
        (await SendAsync(ann, bob, "content", new string('a', 5001))).Invalid("content");
        (await SendAsync(ann, bob, "content", new string('a', 5000))).Created();
        (await SendAsync(ann, bob, "content", "a")).Created();
        (await ann.PostAsync("messages", new { type = "TEXT", receiverId = bob.Id })).Invalid("content");
    }

    [Fact]
    public async Task An_edit_obeys_the_same_rule()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await ann.PatchAsync($"messages/{message}", new { content = "" })).Invalid("content");
        (await ann.PatchAsync($"messages/{message}", new { })).Invalid("content");
        (await ann.PatchAsync($"messages/{message}", new { content = new string('a', 5001) })).Invalid("content");

        Assert.Equal("Hello", (await bob.GetAsync($"messages/{message}")).Data.GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("TEXT")]
    [InlineData("IMAGE")]
    [InlineData("FILE")]
    [InlineData("VOICE")]
    [InlineData("VIDEO")]
    public async Task Each_published_type_is_taken(string type)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        Assert.Equal(type, (await SendAsync(ann, bob, "type", type)).Created().Data.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("text")]
    [InlineData("Text")]
    [InlineData("STICKER")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData(0)]
    public async Task No_other_type_is(object type)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await SendAsync(ann, bob, "type", JsonValue.Create(type))).Refused(400, "VALIDATION_ERROR", "type: must be one of TEXT, IMAGE, FILE, VOICE, VIDEO.");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("5")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"a\":\"\\u0000\"}")]
    [InlineData("{\"a\":[{\"b\":\"\\u0000\"}]}")]
    public async Task Metadata_is_an_object_of_well_formed_text(string metadata)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        var answer = await ann.PostAsync("messages", TestJson.Raw($$"""{"content":"Hi","type":"TEXT","receiverId":"{{bob.Id}}","metadata":{{metadata}}}"""));

        answer.Invalid("metadata");
    }

    [Fact]
    public async Task Metadata_has_at_most_8_kibibytes()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await SendAsync(ann, bob, "metadata", new JsonObject { ["a"] = new string('a', 8192 - 8) })).Created();
        (await SendAsync(ann, bob, "metadata", new JsonObject { ["a"] = new string('a', 8192 - 7) })).Invalid("metadata");
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    [InlineData("\"nul \\u0000\"")]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[\"Hi\"]")]
    public async Task Content_is_well_formed_text(string content)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.PostAsync("messages", TestJson.Raw($$"""{"content":{{content}},"type":"TEXT","receiverId":"{{bob.Id}}"}"""))).Invalid("content");
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("123456789012345678901234567890123")]
    public async Task An_emoji_has_1_to_32_characters(string? emoji)
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await bob.PostAsync($"messages/{message}/react", new { emoji })).Invalid("emoji");
        (await bob.DeleteAsync($"messages/{message}/react", new { emoji })).Invalid("emoji");
    }

    [Theory]
    [InlineData("GET", "messages/{0}", false)]
    [InlineData("PATCH", "messages/{0}", true)]
    [InlineData("DELETE", "messages/{0}", false)]
    [InlineData("POST", "messages/{0}/delivered", false)]
    [InlineData("POST", "messages/{0}/seen", false)]
    [InlineData("POST", "messages/{0}/react", true)]
    [InlineData("DELETE", "messages/{0}/react", true)]
    public async Task An_unknown_id_and_a_malformed_one_are_not_found(string method, string path, bool hasBody)
    {
        var user = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nothing", "0" })
        {
            var body = hasBody ? new { content = "x", emoji = "x" } : null;
            (await user.SendAsync(new HttpMethod(method), string.Format(path, id), body)).Refused(404, "NOT_FOUND", "Message not found");
        }
    }

    [Fact]
    public async Task Lists_of_unknown_groups_and_users_are_not_found()
    {
        var user = await _server.RegisterAsync();
        foreach (var id in new[] { Guid.NewGuid().ToString(), "nothing" })
        {
            (await user.GetAsync($"messages/group/{id}")).Refused(404, "NOT_FOUND", "Group not found");
            (await user.GetAsync($"messages/direct/{id}")).Refused(404, "NOT_FOUND", "User not found");
        }
    }

    private static Task<Answer> SendAsync(TestUser from, TestUser to, string field, JsonNode? value)
    {
        var request = Published.Request("post-messages", ("receiverId", to.Id));
        request[field] = value;
        return from.PostAsync("messages", request);
    }
}
