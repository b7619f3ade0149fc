using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Users;

/// <summary>
/// Bob blocks Ann: what she does is answered as what she does to Cid, who does not, in this contract and in Social, and Bob sees nothing of it.
/// </summary>
public sealed partial class MessengerBlocksTests(ChatServerFixture fixture) : IAsyncLifetime
{
    private readonly ChatServer _server = fixture.Server;
    private Person _ann = null!;
    private Person _bob = null!;
    private Person _cid = null!;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob, _cid) = (await Person.RegisterAsync(_server), await Person.RegisterAsync(_server), await Person.RegisterAsync(_server));
        (await _bob.Here.PostAsync("users/me/blocked", new { user_id = _ann.Here.Id })).Ok();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Messages_in_Messenger()
    {
        var conversations = new Dictionary<Person, string>();
        await AssertSameAsync(async other =>
        {
            var opened = await _ann.Here.PostAsync("conversations", new { type = "direct", participant_id = other.Here.Id });
            conversations[other] = opened.Data.GetProperty("conversation_id").GetString()!;
            return opened;
        });
        var messages = new Dictionary<Person, string>();
        await AssertSameAsync(async other =>
        {
            var sent = await _ann.Here.PostAsync($"conversations/{conversations[other]}/messages", new { content_encrypted = "c2VjcmV0", message_type = "text", temp_id = "t1" });
            messages[other] = sent.Data.GetProperty("message_id").GetString()!;
            return sent;
        });
        await AssertSameAsync(other => _ann.Here.PutAsync($"messages/{messages[other]}", new { content_encrypted = "b3RoZXI=" }));
        await AssertSameAsync(other => _ann.Here.PostAsync($"messages/{messages[other]}/reactions", new { emoji = "👍" }));
        await AssertSameAsync(other => _ann.Here.GetAsync($"conversations/{conversations[other]}/messages"));
        await AssertSameAsync(other => _ann.Here.PostAsync($"conversations/{conversations[other]}/read", new { message_id = messages[other] }));

        Assert.Empty((await _bob.Here.GetAsync($"conversations/{conversations[_bob]}/messages")).Ok().Data.GetProperty("messages").EnumerateArray());
        (await _bob.Here.PostAsync($"messages/{messages[_bob]}/reactions", new { emoji = "👍" })).Fails(404, "NOT_FOUND");
        var listed = Assert.Single((await _bob.Here.GetAsync("conversations")).Ok().Data.GetProperty("conversations").EnumerateArray());
        Assert.Equal((0, JsonValueKind.Null), (listed.GetProperty("unread_count").GetInt32(), listed.GetProperty("last_message").ValueKind));
        Assert.Single((await _cid.Here.GetAsync($"conversations/{conversations[_cid]}/messages")).Ok().Data.GetProperty("messages").EnumerateArray());
    }

    [Fact]
    public async Task Messages_in_Social()
    {
        var messages = new Dictionary<Person, string>();
        await AssertSameAsync(async other =>
        {
            var sent = await _ann.There.PostAsync("messages", new { content = "secret", type = "TEXT", receiverId = other.There.Id });
            messages[other] = sent.Id;
            return sent;
        });
        await AssertSameAsync(other => _ann.There.PatchAsync($"messages/{messages[other]}", new { content = "other" }));
        await AssertSameAsync(other => _ann.There.PostAsync($"messages/{messages[other]}/react", new { emoji = "👍" }));
        await AssertSameAsync(other => _ann.There.GetAsync($"messages/{messages[other]}"));
        await AssertSameAsync(other => _ann.There.PostAsync($"messages/{messages[other]}/seen"));

        Assert.Equal(404, (await _bob.There.GetAsync($"messages/{messages[_bob]}")).Status);
        Assert.Equal(404, (await _bob.There.PostAsync($"messages/{messages[_bob]}/delivered")).Status);
        Assert.Equal(200, (await _cid.There.GetAsync($"messages/{messages[_cid]}")).Status);
    }

    [Fact]
    public async Task Contact_requests_profiles_and_presence()
    {
        await AssertSameAsync(other => _ann.Here.PostAsync("users/me/contacts", new { user_id = other.Here.Id, message = "Hi!" }));
        Assert.Equal(0, await ContactsAsync(_bob));
        Assert.Equal(1, await ContactsAsync(_cid));
        Assert.Equal(2, await ContactsAsync(_ann));

        await AssertSameAsync(other => _ann.Here.GetAsync($"users/{other.Here.Id}"));
        await AssertSameAsync(other => _ann.Here.GetAsync($"users/search?q={other.Here.Name}"));
        await AssertSameAsync(other => _ann.There.GetAsync($"users/{other.There.Id}"));
        await AssertSameAsync(other => _ann.There.GetAsync($"users/{other.There.Id}/presence"));

        // When nobody is blocked any more, nothing of it comes after.
        (await _bob.Here.DeleteAsync($"users/me/blocked/{_ann.Here.Id}")).Ok();
        Assert.Equal(0, await ContactsAsync(_bob));
    }

    [Fact]
    public async Task Calls_in_Social()
    {
        var calls = new Dictionary<Person, string>();
        await AssertSameAsync(async other =>
        {
            var call = await _ann.There.PostAsync("calls", new { type = "AUDIO", participantIds = new[] { other.There.Id } });
            calls[other] = call.Data.GetProperty("call").GetProperty("id").GetString()!;
            return call;
        });
        await AssertSameAsync(other => _ann.There.GetAsync($"calls/{calls[other]}"));
        Assert.Equal(404, (await _bob.There.GetAsync($"calls/{calls[_bob]}")).Status);
        Assert.Equal(200, (await _cid.There.GetAsync($"calls/{calls[_cid]}")).Status);
        Assert.Equal(404, (await _bob.There.PostAsync($"calls/{calls[_bob]}/join")).Status);
    }

    [Fact]
    public async Task A_new_group_and_a_common_one()
    {
        var group = (await _ann.Here.PostAsync("conversations", new { type = "group", name = "Team", participant_ids = new[] { _bob.Here.Id, _cid.Here.Id } })).Created();
        Assert.Equal(0, (await _bob.Here.GetAsync("conversations")).Ok().Data.GetProperty("total").GetInt32());

        // In a group that both are in already, everything is as before.
        var common = (await _cid.Here.PostAsync("conversations", new { type = "group", name = "Common", participant_ids = new[] { _ann.Here.Id, _bob.Here.Id } })).Created();
        var id = common.Data.GetProperty("conversation_id").GetString();
        (await _ann.Here.PostAsync($"conversations/{id}/messages", new { content_encrypted = "aGVsbG8=", message_type = "text" })).Created();
        Assert.Single((await _bob.Here.GetAsync($"conversations/{id}/messages")).Ok().Data.GetProperty("messages").EnumerateArray());
        Assert.NotEqual(id, group.Data.GetProperty("conversation_id").GetString());
    }

    /// <summary>Ann is answered the same, whether she asks about who blocks her or about who does not, but for who that is and when it was.</summary>
    private async Task AssertSameAsync(Func<Person, Task<Answer>> ask)
    {
        var (blocked, free) = (await ask(_bob), await ask(_cid));
        Assert.InRange(free.Status, 200, 299);
        Assert.Equal(free.Status, blocked.Status);
        Assert.Equal(Anonymous(free), Anonymous(blocked));
    }

    private static string Anonymous(Answer answer) => Number().Replace(Time().Replace(Id().Replace(JsonNode.Parse(answer.Text)!.ToJsonString(), "ID"), "TIME"), "\"room\"");

    private static async Task<int> ContactsAsync(Person person)
        => (await person.Here.GetAsync("users/me/contacts?status=pending")).Ok().Data.GetProperty("total").GetInt32();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex("\"eyJ[^\"]*\"|\\b17\\d{11}\\b")]
    private static partial Regex Number();

    /// <summary>One user, signed in to both contracts.</summary>
    private sealed record Person(MessengerUser Here, TestUser There)
    {
        public static async Task<Person> RegisterAsync(ChatServer server)
        {
            var there = await TestUser.RegisterAsync(server);
            var here = await MessengerUser.SignInAsync(server, there.Email, TestUser.Password);
            Assert.Equal(MessengerId.OfUser(Guid.Parse(there.Id)), here.Id);
            return new Person(here, there);
        }
    }
}
