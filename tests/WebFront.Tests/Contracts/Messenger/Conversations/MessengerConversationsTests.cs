using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Conversations;

public sealed class MessengerConversationsTests(ChatServerFixture fixture)
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task A_conversation_is_listed_as_published()
    {
        var (ann, jane) = await MessengerUser.RegisterTwoAsync(_server);
        (await jane.PutAsync("users/me", new { full_name = "Jane Doe", avatar_url = "https://cdn.example.com/avatars/jane.jpg" })).Ok();
        var conversation = await OpenAsync(jane, ann);
        await SendAsync(jane, conversation, "one");

        var answer = (await ann.GetAsync("conversations?limit=50&offset=0")).Ok();

        answer.Matches("get-conversations", "pagination", "limit", "offset", "has_next", "has_prev", "encryption");
        var listed = answer.Data.GetProperty("conversations")[0];
        Assert.Equal(("Jane Doe", 1, "one", "client"), (
            listed.GetProperty("name").GetString(),
            listed.GetProperty("unread_count").GetInt32(),
            listed.GetProperty("last_message").GetProperty("content").GetString(),
            listed.GetProperty("last_message").GetProperty("encryption").GetString()));
        Assert.Equal([jane.Id], listed.GetProperty("participants").EnumerateArray().Select(user => user.GetProperty("user_id").GetString()));
        Assert.Equal(1, answer.Json.GetProperty("pagination").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_group_is_made_as_published_and_every_member_has_it()
    {
        var (ann, jane) = await MessengerUser.RegisterTwoAsync(_server);
        var eve = await MessengerUser.RegisterAsync(_server);
        foreach (var user in new[] { jane, eve })
            (await user.PutAsync("users/me", new { full_name = "Somebody" })).Ok();

        var created = (await ann.PostAsync("conversations", Published.Request("post-conversations", ("participant_ids", new JsonArray(jane.Id, eve.Id))))).Created();

        var example = Published.Load("post-conversations.response");
        Assert.Equal(example["data"]!.AsObject().Select(field => field.Key).Order(), created.Data.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(("group", "Project Team"), (created.Data.GetProperty("type").GetString(), created.Data.GetProperty("name").GetString()));
        Assert.Equal(new[] { jane.Id, eve.Id }.Order(), created.Data.GetProperty("participants").EnumerateArray().Select(user => user.GetProperty("user_id").GetString()!).Order());
        foreach (var user in new[] { ann, jane, eve })
        {
            var listed = (await user.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0];
            Assert.Equal(created.Data.GetProperty("conversation_id").GetString(), listed.GetProperty("conversation_id").GetString());
            Assert.Equal(("Project Team", "https://cdn.example.com/group.jpg"), (listed.GetProperty("name").GetString(), listed.GetProperty("avatar_url").GetString()));
        }
    }

    [Fact]
    public async Task A_direct_conversation_is_made_once_and_found_from_then_on()
    {
        var (ann, jane) = await MessengerUser.RegisterTwoAsync(_server);
        var made = (await ann.PostAsync("conversations", Published.Request("post-conversations-direct", ("participant_id", jane.Id)))).Created();
        var found = (await jane.PostAsync("conversations", new { type = "direct", participant_id = ann.Id })).Ok();
        Assert.Equal(made.Data.GetProperty("conversation_id").GetString(), found.Data.GetProperty("conversation_id").GetString());
        Assert.Equal((jane.Name, ann.Name), (made.Data.GetProperty("name").GetString(), found.Data.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task What_cannot_be_made_is_refused()
    {
        var ann = await MessengerUser.RegisterAsync(_server);
        (await ann.PostAsync("conversations", new { type = "direct", participant_id = "usr_1234567890" })).Fails(404, "NOT_FOUND", "User not found");
        (await ann.PostAsync("conversations", new { type = "direct", participant_id = $"usr_{Guid.NewGuid():N}" })).Fails(404, "NOT_FOUND", "User not found");
        (await ann.PostAsync("conversations", new { type = "direct", participant_id = ann.Id })).FailsFor("participant_id");
        (await ann.PostAsync("conversations", new { type = "direct" })).FailsFor("participant_id");
        (await ann.PostAsync("conversations", new { participant_id = ann.Id })).FailsFor("type");
        (await ann.PostAsync("conversations", new { type = "channel", participant_id = ann.Id })).FailsFor("type");
        (await ann.PostAsync("conversations", new { type = "group", avatar_url = "ftp://x" })).FailsFor("name", "participant_ids", "avatar_url");
        (await ann.PostAsync("conversations", new { type = "group", name = "  ", participant_ids = Array.Empty<string>() })).FailsFor("name", "participant_ids");
        (await ann.PostAsync("conversations", new { type = "group", name = "Team", participant_ids = Enumerable.Repeat(ann.Id, 256) })).FailsFor("participant_ids");
        (await ann.PostAsync("conversations", new { type = "group", name = "Team", participant_ids = new[] { $"usr_{Guid.NewGuid():N}" } })).Fails(404, "NOT_FOUND", "User not found");
        (await ann.GetAsync("conversations?limit=0")).FailsFor("limit");
        (await ann.GetAsync("conversations?offset=-1")).FailsFor("offset");
        Assert.Empty((await ann.GetAsync("conversations")).Ok().Data.GetProperty("conversations").EnumerateArray());
    }

    [Fact]
    public async Task A_member_pins_and_mutes_for_themselves()
    {
        var (ann, jane) = await MessengerUser.RegisterTwoAsync(_server);
        var first = await OpenAsync(ann, jane);
        await OpenAsync(ann, await MessengerUser.RegisterAsync(_server));
        (await ann.PutAsync($"conversations/{first}/settings", Published.Request("put-conversations-id-settings"))).Ok().Matches("put-conversations-id-settings");
        (await ann.PutAsync($"conversations/{first}/settings", new { is_muted = true })).Ok();

        var listed = (await ann.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0];
        Assert.Equal((first, true, true), (listed.GetProperty("conversation_id").GetString(), listed.GetProperty("is_pinned").GetBoolean(), listed.GetProperty("is_muted").GetBoolean()));
        var others = (await jane.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0];
        Assert.False(others.GetProperty("is_pinned").GetBoolean() || others.GetProperty("is_muted").GetBoolean());
        (await ann.PutAsync($"conversations/{first}/settings", new { is_muted = "yes" })).FailsFor("is_muted");
    }

    [Fact]
    public async Task To_strangers_a_conversation_does_not_exist()
    {
        var (ann, jane) = await MessengerUser.RegisterTwoAsync(_server);
        var eve = await MessengerUser.RegisterAsync(_server);
        var real = await OpenAsync(ann, jane);
        var message = await SendAsync(ann, real, "secret");
        foreach (var id in new[] { real, $"conv_{Guid.NewGuid():N}", "conv_abc123" })
        {
            (await eve.GetAsync($"conversations/{id}/messages")).Fails(404, "NOT_FOUND", "Conversation not found");
            (await eve.GetAsync($"conversations/{id}/messages?before={message}")).Fails(404, "NOT_FOUND", "Conversation not found");
            (await eve.PostAsync($"conversations/{id}/messages", new { content_encrypted = "AAEC" })).Fails(404, "NOT_FOUND", "Conversation not found");
            (await eve.PostAsync($"conversations/{id}/read", new { message_id = message })).Fails(404, "NOT_FOUND", "Conversation not found");
            (await eve.PutAsync($"conversations/{id}/settings", new { is_pinned = true })).Fails(404, "NOT_FOUND", "Conversation not found");
        }

        Assert.Empty((await eve.GetAsync("conversations")).Ok().Data.GetProperty("conversations").EnumerateArray());
    }

    internal static async Task<string> OpenAsync(MessengerUser user, MessengerUser other)
    {
        var opened = await user.PostAsync("conversations", new { type = "direct", participant_id = other.Id });
        return opened.Data.GetProperty("conversation_id").GetString()!;
    }

    internal static async Task<string> SendAsync(MessengerUser user, string conversation, string content)
        => (await user.PostAsync($"conversations/{conversation}/messages", new { content_encrypted = content })).Created().Data.GetProperty("message_id").GetString()!;
}
