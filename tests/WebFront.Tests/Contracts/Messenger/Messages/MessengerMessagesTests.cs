using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Messenger.Conversations;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Messages;

public sealed class MessengerMessagesTests(ChatServerFixture fixture) : IAsyncLifetime
{
    private readonly ChatServer _server = fixture.Server;
    private MessengerUser _ann = null!;
    private MessengerUser _jane = null!;
    private string _conversation = "";

    public async ValueTask InitializeAsync()
    {
        (_ann, _jane) = await MessengerUser.RegisterTwoAsync(_server);
        _conversation = await MessengerConversationsTests.OpenAsync(_ann, _jane);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_is_sent_and_read_as_published()
    {
        var parent = await SendAsync(_jane, "first");
        var sent = await _ann.PostAsync($"conversations/{_conversation}/messages", Published.Request("post-conversations-id-messages", ("reply_to_message_id", parent)));
        sent.Created().Matches("post-conversations-id-messages");
        var metadata = Published.Load("get-conversations-id-messages.response")["data"]!["messages"]![0]!["metadata"]!;
        var message = (await _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = "base64_encrypted_content", metadata })).Created().Data.GetProperty("message_id").GetString();
        await _ann.PostAsync($"messages/{message}/reactions", new { emoji = "❤️" });
        await _jane.PostAsync($"messages/{message}/reactions", new { emoji = "👍" });
        (await _jane.GetAsync($"conversations/{_conversation}/messages")).Ok();

        var answer = (await _ann.GetAsync($"conversations/{_conversation}/messages?limit=1")).Ok();

        // Lists of users that may be empty are compared below.
        var page = answer.Data;
        Assert.Equal(["messages", "has_more", "next_cursor"], page.EnumerateObject().Select(field => field.Name));
        var expected = Published.Load("get-conversations-id-messages.response")["data"]!["messages"]![0]!.AsObject();
        var actual = page.GetProperty("messages")[0];
        Assert.Equal(expected.Select(field => field.Key), actual.EnumerateObject().Select(field => field.Name).Except(["temp_id", "epoch", "sequence"]));
        Assert.Equal((true, message), (page.GetProperty("has_more").GetBoolean(), page.GetProperty("next_cursor").GetString()));
        Assert.True(JsonNode.DeepEquals(metadata, JsonNode.Parse(actual.GetProperty("metadata").GetRawText())));
        Assert.Equal([("❤️", _ann.Id), ("👍", _jane.Id)], actual.GetProperty("reactions").EnumerateObject().Select(reaction => (reaction.Name, reaction.Value[0].GetString()!)));
        Assert.Equal($$"""{"sent":true,"delivered":true,"read":false,"delivered_to":["{{_jane.Id}}"],"read_by":[]}""", actual.GetProperty("delivery_status").GetRawText());
        Assert.Equal(("base64_encrypted_content", "text", JsonValueKind.Null), (
            actual.GetProperty("content_encrypted").GetString(), actual.GetProperty("message_type").GetString(), actual.GetProperty("reply_to_message_id").ValueKind));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", actual.GetProperty("created_at").GetString());

        (await _jane.PostAsync($"conversations/{_conversation}/read", new { message_id = message })).Ok().Matches("post-conversations-id-read");
        Assert.Equal($$"""{"sent":true,"delivered":true,"read":true,"delivered_to":["{{_jane.Id}}"],"read_by":["{{_jane.Id}}"]}""", (await FirstAsync(_ann)).GetProperty("delivery_status").GetRawText());
        Assert.Equal(0, (await _jane.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0].GetProperty("unread_count").GetInt32());
    }

    [Fact]
    public async Task Any_ciphertext_comes_back_byte_for_byte()
    {
        foreach (var content in new[] { "AAEC/w==", "\"\\/\b\f\n\r\t<>&'+ é 世界 😀 \u007f\u2028\ufffd", new string('A', 32_768), new string('世', 32_768), new string('\u0001', 32_768) })
        {
            await SendAsync(_ann, content);
            Assert.Equal(content, (await FirstAsync(_jane)).GetProperty("content_encrypted").GetString());
        }
    }

    [Fact]
    public async Task A_send_with_the_same_temp_id_is_the_first_message_whatever_it_says()
    {
        var sent = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = $"cipher {i}", temp_id = "temp_12345" })));
        Assert.Equal(201, Assert.Single(sent, answer => answer.Status != 200).Status);
        Assert.Single(sent.Select(answer => answer.Data.GetRawText()).Distinct());
        Assert.Single((await _jane.GetAsync($"conversations/{_conversation}/messages")).Ok().Data.GetProperty("messages").EnumerateArray());
        Assert.Equal("temp_12345", sent[0].Data.GetProperty("temp_id").GetString());
    }

    [Fact]
    public async Task Cursors_lead_back_to_the_first_message_and_meet_each_once()
    {
        var sent = new List<string>();
        for (var i = 0; i < 7; i++)
            sent.Insert(0, await SendAsync(_ann, $"{i}"));
        await _jane.DeleteAsync($"messages/{sent[3]}?delete_for=me");
        sent.RemoveAt(3);
        var (seen, before) = (new List<string>(), "");
        while (true)
        {
            var page = (await _jane.GetAsync($"conversations/{_conversation}/messages?limit=2{before}")).Ok().Data;
            seen.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("message_id").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean())
                break;
            before = $"&before={page.GetProperty("next_cursor").GetString()}";
        }

        Assert.Equal(sent, seen);
        (await _jane.GetAsync($"conversations/{_conversation}/messages?before=msg_abc123")).Fails(404, "NOT_FOUND", "Message not found");
        (await _jane.GetAsync($"conversations/{_conversation}/messages?limit=101")).FailsFor("limit");
        var elsewhere = await MessengerConversationsTests.OpenAsync(_ann, await MessengerUser.RegisterAsync(_server));
        (await _ann.GetAsync($"conversations/{elsewhere}/messages?before={sent[0]}")).Fails(404, "NOT_FOUND", "Message not found");
    }

    [Fact]
    public async Task An_edit_is_answered_as_published_and_only_the_author_makes_it()
    {
        var message = await SendAsync(_ann, "first");
        (await _ann.PutAsync($"messages/{message}", Published.Request("put-messages-id"))).Ok().Matches("put-messages-id");
        var read = await FirstAsync(_jane);
        Assert.Equal(("base64_new_encrypted_content", true), (read.GetProperty("content_encrypted").GetString(), read.GetProperty("is_edited").GetBoolean()));
        (await _jane.PutAsync($"messages/{message}", new { content_encrypted = "mine" })).Fails(403, "AUTHORIZATION_FAILED", "You can only change your own messages");
        (await _ann.PutAsync($"messages/msg_{Guid.NewGuid():N}", new { content_encrypted = "x" })).Fails(404, "NOT_FOUND", "Message not found");
        (await _ann.PutAsync($"messages/{message}", new { content_encrypted = "" })).FailsFor("content_encrypted");
        (await _ann.PutAsync($"messages/{message}", new { content_encrypted = new string('x', 32_769) })).FailsFor("content_encrypted");
    }

    [Fact]
    public async Task A_message_is_deleted_for_oneself_or_by_its_author_for_everyone()
    {
        var message = await SendAsync(_ann, "first");
        (await _jane.DeleteAsync($"messages/{message}?delete_for=me")).Ok().Matches("delete-messages-id");
        (await _jane.DeleteAsync($"messages/{message}")).Ok();
        Assert.Empty((await _jane.GetAsync($"conversations/{_conversation}/messages")).Ok().Data.GetProperty("messages").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, (await _jane.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0].GetProperty("last_message").ValueKind);
        Assert.Equal("first", (await FirstAsync(_ann)).GetProperty("content_encrypted").GetString());
        (await _jane.PostAsync($"messages/{message}/reactions", new { emoji = "👍" })).Fails(404, "NOT_FOUND", "Message not found");

        var second = await SendAsync(_ann, "second");
        (await _jane.DeleteAsync($"messages/{second}?delete_for=everyone")).Fails(403, "AUTHORIZATION_FAILED");
        (await _jane.DeleteAsync($"messages/{second}?delete_for=nobody")).FailsFor("delete_for");
        (await _ann.DeleteAsync($"messages/{second}?delete_for=everyone")).Ok();
        var tombstone = await FirstAsync(_jane);
        Assert.Equal((true, ""), (tombstone.GetProperty("is_deleted").GetBoolean(), tombstone.GetProperty("content_encrypted").GetString()));
        (await _ann.DeleteAsync($"messages/{second}?delete_for=everyone")).Fails(404, "NOT_FOUND", "Message not found");
        (await _ann.DeleteAsync("messages/msg_xyz789")).Fails(404, "NOT_FOUND", "Message not found");
    }

    [Fact]
    public async Task Reactions_are_added_and_taken_back_as_published()
    {
        var message = await SendAsync(_ann, "first");
        await _ann.PostAsync($"messages/{message}/reactions", new { emoji = "❤️" });
        var both = (await _jane.PostAsync($"messages/{message}/reactions", Published.Request("post-messages-id-reactions"))).Ok();
        both.Matches("post-messages-id-reactions");
        Assert.Equal([_ann.Id, _jane.Id], both.Data.GetProperty("reactions").GetProperty("❤️").EnumerateArray().Select(user => user.GetString()));
        var one = (await _ann.DeleteAsync($"messages/{message}/reactions/{Uri.EscapeDataString("❤️")}")).Ok();
        one.Matches("delete-messages-id-reactions-emoji");
        Assert.Equal([_jane.Id], one.Data.GetProperty("reactions").GetProperty("❤️").EnumerateArray().Select(user => user.GetString()));
        (await _ann.PostAsync($"messages/{message}/reactions", new { emoji = "" })).FailsFor("emoji");
        (await _ann.PostAsync($"messages/{message}/reactions", new { emoji = "a b" })).FailsFor("emoji");
        (await _ann.PostAsync("messages/msg_xyz789/reactions", new { emoji = "👍" })).Fails(404, "NOT_FOUND", "Message not found");
        await Task.WhenAll(Enumerable.Range(0, 49).Select(i => _ann.PostAsync($"messages/{message}/reactions", new { emoji = $"e{i}" })));
        (await _ann.PostAsync($"messages/{message}/reactions", new { emoji = "more" })).Fails(409, "CONFLICT");
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_message_is_told_at_once()
    {
        (await _ann.PostAsync($"conversations/{_conversation}/messages", new { message_type = "voice", metadata = new[] { 1 }, temp_id = "" }))
            .FailsFor("content_encrypted", "message_type", "metadata", "temp_id");
        (await _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = new string('x', 32_769) })).FailsFor("content_encrypted");
        (await _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = "x", reply_to_message_id = "msg_abc123" })).Fails(404, "NOT_FOUND", "Message not found");
        (await _ann.PostAsync($"conversations/{_conversation}/read", new { message_id = "msg_abc123" })).Fails(404, "NOT_FOUND", "Message not found");
        (await _ann.PostAsync($"conversations/{_conversation}/read", new { })).FailsFor("message_id");
        var elsewhere = await MessengerConversationsTests.OpenAsync(_ann, await MessengerUser.RegisterAsync(_server));
        var foreign = await MessengerConversationsTests.SendAsync(_ann, elsewhere, "x");
        (await _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = "x", reply_to_message_id = foreign })).FailsFor("reply_to_message_id");
    }

    [Fact]
    public async Task Types_are_spelled_as_published()
    {
        foreach (var type in new[] { "text", "image", "video", "audio", "file" })
        {
            (await _ann.PostAsync($"conversations/{_conversation}/messages", new { content_encrypted = "x", message_type = type })).Created();
            Assert.Equal(type, (await FirstAsync(_jane)).GetProperty("message_type").GetString());
            Assert.Equal(type, (await _jane.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0].GetProperty("last_message").GetProperty("message_type").GetString());
        }
    }

    [Fact]
    public async Task Text_of_other_contracts_is_base64_here_and_ciphertext_is_flagged_there()
    {
        var bob = await TestUser.RegisterAsync(_server);
        var conversation = (await _ann.PostAsync("conversations", new { type = "direct", participant_id = $"usr_{bob.Id.Replace("-", "", StringComparison.Ordinal)}" })).Created().Data.GetProperty("conversation_id").GetString()!;
        await MessengerConversationsTests.SendAsync(_ann, conversation, "AAEC/w==");
        (await bob.PostAsync("messages", new { receiverId = Guid.ParseExact(_ann.Id["usr_".Length..], "N"), content = "Grüße" })).Created();

        var messages = (await _ann.GetAsync($"conversations/{conversation}/messages")).Ok().Data.GetProperty("messages");
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes("Grüße")), messages[0].GetProperty("content_encrypted").GetString());
        Assert.Equal("""{"encryption":"none"}""", messages[0].GetProperty("metadata").GetRawText());
        Assert.Equal("""{}""", messages[1].GetProperty("metadata").GetRawText());
        var last = (await _ann.GetAsync("conversations")).Ok().Data.GetProperty("conversations")[0].GetProperty("last_message");
        Assert.Equal(("Grüße", "none"), (last.GetProperty("content").GetString(), last.GetProperty("encryption").GetString()));
        var social = (await bob.GetAsync($"messages/direct/{Guid.ParseExact(_ann.Id["usr_".Length..], "N")}")).Ok().Json.GetProperty("data")[1];
        Assert.Equal(("AAEC/w==", """{"encrypted":true}"""), (social.GetProperty("content").GetString(), social.GetProperty("metadata").GetRawText()));
    }

    private Task<string> SendAsync(MessengerUser user, string content) => MessengerConversationsTests.SendAsync(user, _conversation, content);

    private async Task<JsonElement> FirstAsync(MessengerUser user)
        => (await user.GetAsync($"conversations/{_conversation}/messages?limit=1")).Ok().Data.GetProperty("messages")[0];
}
