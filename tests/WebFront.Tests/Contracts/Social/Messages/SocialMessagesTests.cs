using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Messages;

public sealed class SocialMessagesTests(ChatServerFixture fixture)
{
    /// <summary>What messages carry besides the documented fields (docs/decisions/002-additional-fields.md).</summary>
    private static readonly string[] Additional =
    [
        "receiverId", "groupId", "conversationId", "epoch", "sequence", "parentId", "metadata", "updatedAt", "reactions", "senderDeleted", "deletedAt",
    ];

    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Sending_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        var sent = await ann.PostAsync("messages", Published.Request("post-messages", ("receiverId", bob.Id)));

        sent.Created().Matches("post-messages", Additional);
        Assert.Equal($"messages/{sent.Id}", sent.Headers["Location"]);
        Assert.Equal(ann.Id, sent.Data.GetProperty("senderId").GetString());
        Assert.Equal(bob.Id, sent.Data.GetProperty("receiverId").GetString());
        Assert.Equal(1, sent.Data.GetProperty("sequence").GetInt64());
        Assert.Equal(
            ["id", "senderId", "receiverId", "groupId", "content", "type", "status", "createdAt", .. Additional[2..]],
            sent.Data.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task The_documents_client_sends_without_the_optional_fields()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        (await ann.PostAsync("messages", new { content = "Hello!", receiverId = bob.Id, type = "TEXT" })).Created().Matches("post-messages", Additional);
    }

    [Fact]
    public async Task A_group_message_names_the_group_and_no_receiver()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob);

        var sent = (await bob.PostAsync("messages", new { content = "Hello", type = "TEXT", groupId = group })).Created();

        Assert.Equal(group, sent.Data.GetProperty("groupId").GetString());
        Assert.Equal("null", sent.Data.GetProperty("receiverId").GetRawText());
    }

    [Fact]
    public async Task A_message_that_was_seen_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob, "Hello, how are you?");
        await bob.PostAsync($"messages/{message}/seen");

        foreach (var reader in new[] { ann, bob })
            (await reader.GetAsync($"messages/{message}")).Ok().Matches("get-messages-id", Additional);
    }

    [Fact]
    public async Task Group_messages_list_as_published_newest_first()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob);
        foreach (var content in new[] { "one", "two", "three" })
            await ann.MessageToGroupAsync(group, content);
        var last = (await bob.GetAsync($"messages/group/{group}")).Ok().Data[0].GetProperty("id").GetString();
        (await bob.PostAsync($"messages/{last}/delivered")).Ok();

        var list = (await bob.GetAsync($"messages/group/{group}")).Ok();

        list.Matches("get-messages-group-groupId", Additional);
        Assert.Equal(["three", "two", "one"], Contents(list));
        Assert.Equal("""{"page":1,"limit":20,"total":3,"totalPages":1}""", list.Json.GetProperty("pagination").GetRawText());
    }

    [Fact]
    public async Task Direct_messages_list_the_same_for_both()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        await ann.MessageToAsync(bob, "one");
        await bob.MessageToAsync(ann, "two");

        var forAnn = (await ann.GetAsync($"messages/direct/{bob.Id}")).Ok();
        var forBob = (await bob.GetAsync($"messages/direct/{ann.Id}")).Ok();

        Assert.Equal(["two", "one"], Contents(forAnn));
        Assert.Equal(forAnn.Text, forBob.Text);
        Assert.Equal([2L, 1L], forAnn.Data.EnumerateArray().Select(message => message.GetProperty("sequence").GetInt64()));
    }

    [Fact]
    public async Task Nothing_written_yet_is_an_empty_page()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();

        var list = (await ann.GetAsync($"messages/direct/{bob.Id}")).Ok();

        Assert.Equal("""{"success":true,"data":[],"pagination":{"page":1,"limit":20,"total":0,"totalPages":0}}""", list.Text);
    }

    [Fact]
    public async Task Editing_answers_as_published_and_everyone_reads_the_change()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await ann.PatchAsync($"messages/{message}", Published.Request("patch-messages-id"))).Ok().Matches("patch-messages-id");

        var read = (await bob.GetAsync($"messages/{message}")).Ok().Data;
        Assert.Equal("Updated message content", read.GetProperty("content").GetString());
        Assert.True(read.GetProperty("updatedAt").GetDateTimeOffset() >= read.GetProperty("createdAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Only_the_author_edits_and_deletes()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob, "mine");

        (await bob.PatchAsync($"messages/{message}", new { content = "yours" })).Refused(403, "FORBIDDEN");
        (await bob.DeleteAsync($"messages/{message}")).Refused(403, "FORBIDDEN");

        Assert.Equal("mine", (await bob.GetAsync($"messages/{message}")).Ok().Data.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Deleting_answers_as_published_and_leaves_a_tombstone_without_content()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var word = $"secret{Guid.NewGuid():N}";
        await ann.MessageToAsync(bob, "before");
        var message = await ann.MessageToAsync(bob, word);
        await _server.IndexAsync();
        Assert.Equal(1, (await bob.GetAsync($"messages/search?query={word}")).Ok().Data.GetArrayLength());

        (await ann.DeleteAsync($"messages/{message}")).Ok().Matches("delete-messages-id");

        (await bob.GetAsync($"messages/{message}")).Refused(404, "NOT_FOUND", "Message not found");
        (await ann.DeleteAsync($"messages/{message}")).Refused(404, "NOT_FOUND");
        var list = (await bob.GetAsync($"messages/direct/{ann.Id}")).Ok();
        Assert.Equal(["", "before"], Contents(list));
        Assert.NotEqual("null", list.Data[0].GetProperty("deletedAt").GetRawText());
        Assert.DoesNotContain(word, list.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await ann.GetAsync($"messages/search?query={word}")).Ok().Data.GetArrayLength());
    }

    [Fact]
    public async Task Receipts_answer_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await bob.PostAsync($"messages/{message}/delivered")).Ok().Matches("post-messages-id-delivered");
        Assert.Equal("DELIVERED", (await ann.GetAsync($"messages/{message}")).Data.GetProperty("status").GetString());
        (await bob.PostAsync($"messages/{message}/seen")).Ok().Matches("post-messages-id-seen");
        Assert.Equal("SEEN", (await ann.GetAsync($"messages/{message}")).Data.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Reacting_answers_as_published_and_counts_once()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var message = await ann.MessageToAsync(bob);

        (await bob.PostAsync($"messages/{message}/react", Published.Request("post-messages-id-react"))).Ok().Matches("post-messages-id-react");
        (await bob.PostAsync($"messages/{message}/react", new { emoji = "👍" })).Ok();

        var reaction = (await ann.GetAsync($"messages/{message}")).Data.GetProperty("reactions").EnumerateArray().Single();
        Assert.Equal("👍", reaction.GetProperty("emoji").GetString());
        Assert.Equal([bob.Id], reaction.GetProperty("userIds").EnumerateArray().Select(user => user.GetString()));

        (await bob.DeleteAsync($"messages/{message}/react", Published.Request("delete-messages-id-react"))).Ok().Matches("delete-messages-id-react");

        Assert.Equal("[]", (await ann.GetAsync($"messages/{message}")).Data.GetProperty("reactions").GetRawText());
    }

    [Fact]
    public async Task A_search_finds_what_the_caller_may_read_newest_first()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var word = $"word{Guid.NewGuid():N}";
        await ann.MessageToAsync(bob, $"first {word}");
        await bob.MessageToAsync(ann, $"{word} second");
        await ann.MessageToAsync(eve, "something else");
        await _server.IndexAsync();

        var found = (await ann.GetAsync($"messages/search?query={word}")).Ok();

        Assert.Equal([$"{word} second", $"first {word}"], Contents(found));
        Assert.Equal(2, found.Json.GetProperty("pagination").GetProperty("total").GetInt64());
        Assert.Equal(0, (await eve.GetAsync($"messages/search?query={word}")).Ok().Data.GetArrayLength());
    }

    [Fact]
    public async Task A_search_in_a_group_answers_as_published()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var group = await ann.CreateGroupAsync("PRIVATE", bob);
        var word = $"word{Guid.NewGuid():N}";
        var message = await ann.MessageToGroupAsync(group, word);
        await bob.PostAsync($"messages/{message}/delivered");
        await _server.IndexAsync();

        (await bob.GetAsync($"messages/search?query={word}")).Ok().Matches("get-messages-search", Additional);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"")]
    [InlineData("a OR b")]
    [InlineData("NEAR(")]
    [InlineData("content:")]
    [InlineData("'; DROP TABLE messages;--")]
    [InlineData("-")]
    [InlineData("%_")]
    public async Task A_search_takes_any_text_as_text(string query)
    {
        var user = await _server.RegisterAsync();

        (await user.GetAsync($"messages/search?query={Uri.EscapeDataString(query)}")).Ok();
        (await user.GetAsync($"users?query={Uri.EscapeDataString(query)}")).Ok();
    }

    [Fact]
    public async Task A_reply_names_its_parent_and_a_parent_of_another_conversation_is_refused()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var eve = await _server.RegisterAsync();
        var parent = await ann.MessageToAsync(bob);
        var elsewhere = await ann.MessageToAsync(eve);

        var reply = await bob.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = ann.Id, parentId = parent });

        Assert.Equal(parent, reply.Created().Data.GetProperty("parentId").GetString());
        Assert.Equal(400, (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id, parentId = elsewhere })).Status);
        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id, parentId = Guid.NewGuid() })).Refused(404, "NOT_FOUND");
        (await ann.PostAsync("messages", new { content = "Hi", type = "TEXT", receiverId = bob.Id, parentId = "nonsense" })).Refused(404, "NOT_FOUND");
    }

    [Fact]
    public async Task Metadata_comes_back_as_it_was_sent()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        var metadata = JsonNode.Parse("""{"width":640,"tags":["a","ü"],"deep":{"er":[[1.50,null,true]]}}""")!;

        var sent = await ann.PostAsync("messages", new { content = "photo", type = "IMAGE", receiverId = bob.Id, metadata });

        Assert.True(JsonNode.DeepEquals(metadata, JsonNode.Parse(sent.Created().Data.GetProperty("metadata").GetRawText())));
    }

    [Fact]
    public async Task Content_comes_back_character_by_character()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        const string Content = "  <b>\"quoted\"</b> \\ \u2028 \t\n 👩‍👩‍👧 שלום \u0001 ";

        var id = await ann.MessageToAsync(bob, Content);

        Assert.Equal(Content, (await bob.GetAsync($"messages/{id}")).Data.GetProperty("content").GetString());
    }

    private static IEnumerable<string?> Contents(Answer list) => list.Data.EnumerateArray().Select(message => message.GetProperty("content").GetString());
}
