using System.Text.Json;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Users;

public sealed class MessengerContactsTests(ChatServerFixture fixture) : IAsyncLifetime
{
    private const string Contacts = "users/me/contacts";
    private const string Blocked = "users/me/blocked";
    private static readonly string[] Beside = ["pagination", "contact_id", "contact_status", "direction", "message"];

    private readonly ChatServer _server = fixture.Server;
    private MessengerUser _ann = null!;
    private MessengerUser _bob = null!;

    public async ValueTask InitializeAsync() => (_ann, _bob) = await MessengerUser.RegisterTwoAsync(_server);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_request_is_made_accepted_and_listed_as_published()
    {
        (await _ann.PutAsync("users/me", new { full_name = "Jane Doe", avatar_url = "https://cdn.example.com/avatars/jane.jpg" })).Ok();
        var asked = (await _ann.PostAsync(Contacts, Published.Request("post-users-me-contacts", ("user_id", _bob.Id)))).Created();
        asked.Matches("post-users-me-contacts");
        Assert.Equal("pending", asked.Data.GetProperty("status").GetString());

        var seen = Assert.Single(await ListAsync(_bob, "pending"));
        Assert.Equal((_ann.Id, "pending", "incoming", "Hi! Let's connect", JsonValueKind.Null), (
            Text(seen, "user_id"), Text(seen, "contact_status"), Text(seen, "direction"), Text(seen, "message"), seen.GetProperty("added_at").ValueKind));
        Assert.Equal("outgoing", Text(Assert.Single(await ListAsync(_ann, "pending")), "direction"));

        var accepted = (await _bob.PutAsync($"{Contacts}/{Text(seen, "contact_id")}", Published.Request("put-users-me-contacts-id"))).Ok();
        accepted.Matches("put-users-me-contacts-id");
        Assert.Equal("accepted", accepted.Data.GetProperty("status").GetString());

        var list = (await _bob.GetAsync($"{Contacts}?status=accepted&limit=50&offset=0")).Ok();
        list.Matches("get-users-me-contacts", Beside);
        Assert.Equal("offline", Text(list.Data.GetProperty("contacts")[0], "status"));
        Assert.Equal(list.Text, (await _bob.GetAsync(Contacts)).Ok().Text);
        Assert.Equal(_bob.Id, Text(Assert.Single(await ListAsync(_ann, "accepted")), "user_id"));
    }

    [Fact]
    public async Task Adding_each_other_makes_a_contact()
    {
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Created();
        Assert.Equal("accepted", (await _bob.PostAsync(Contacts, new { user_id = _ann.Id })).Created().Data.GetProperty("status").GetString());
        Assert.Equal(_bob.Id, Text(Assert.Single(await ListAsync(_ann, "accepted")), "user_id"));
        Assert.Empty(await ListAsync(_ann, "pending"));
    }

    [Fact]
    public async Task A_request_is_declined_and_a_contact_removed_on_both_sides()
    {
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Created();
        var incoming = Text(Assert.Single(await ListAsync(_bob, "pending")), "contact_id");
        (await _bob.PutAsync($"{Contacts}/{incoming}", new { status = "declined" })).Ok();
        Assert.Equal(_ann.Id, Text(Assert.Single(await ListAsync(_bob, "declined")), "user_id"));

        (await _bob.PostAsync(Contacts, new { user_id = _ann.Id })).Created();
        var other = Text(Assert.Single(await ListAsync(_ann, "pending")), "contact_id");
        (await _ann.PutAsync($"{Contacts}/{other}", new { status = "accepted" })).Ok();
        (await _ann.DeleteAsync($"{Contacts}/{other}")).Ok().Matches("delete-users-me-contacts-id");
        Assert.Empty(await ListAsync(_ann, "accepted"));
        Assert.Empty(await ListAsync(_bob, "accepted"));
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        (await _ann.PostAsync(Contacts, new { })).FailsFor("user_id");
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id, message = new string('x', 501) })).FailsFor("message");
        (await _ann.PostAsync(Contacts, new { user_id = _ann.Id })).FailsFor("user_id");
        (await _ann.PostAsync(Contacts, new { user_id = "usr_1234567890" })).Fails(404, "NOT_FOUND", "User not found");
        (await _ann.PostAsync(Contacts, new { user_id = $"usr_{Guid.NewGuid():N}" })).Fails(404, "NOT_FOUND", "User not found");

        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Created();
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Fails(409, "CONFLICT");
        var mine = Text(Assert.Single(await ListAsync(_ann, "pending")), "contact_id");
        var theirs = Text(Assert.Single(await ListAsync(_bob, "pending")), "contact_id");
        (await _ann.PutAsync($"{Contacts}/{mine}", new { status = "accepted" })).Fails(403, "AUTHORIZATION_FAILED");
        (await _ann.PutAsync($"{Contacts}/{theirs}", new { status = "accepted" })).Fails(404, "NOT_FOUND", "Contact not found");
        (await _bob.PutAsync($"{Contacts}/{theirs}", new { status = "pending" })).FailsFor("status");
        (await _bob.PutAsync($"{Contacts}/{theirs}", new { })).FailsFor("status");
        (await _bob.PutAsync($"{Contacts}/{theirs}", new { status = "declined" })).Ok();
        (await _bob.PutAsync($"{Contacts}/{theirs}", new { status = "accepted" })).Fails(409, "CONFLICT");
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Fails(409, "CONFLICT");

        (await _ann.DeleteAsync($"{Contacts}/cnt_12345")).Fails(404, "NOT_FOUND", "Contact not found");
        (await _ann.DeleteAsync($"{Contacts}/{theirs}")).Fails(404, "NOT_FOUND", "Contact not found");
        (await _ann.GetAsync($"{Contacts}?status=all")).FailsFor("status");
        (await _ann.GetAsync($"{Contacts}?limit=0")).FailsFor("limit");
        (await _ann.GetAsync($"{Contacts}?offset=-1")).FailsFor("offset");
    }

    [Fact]
    public async Task Users_are_blocked_listed_and_unblocked()
    {
        (await _ann.PutAsync("users/me", new { full_name = "Jane Doe", avatar_url = "https://cdn.example.com/avatars/jane.jpg" })).Ok();
        (await _bob.PostAsync(Blocked, Published.Request("post-users-me-blocked", ("user_id", _ann.Id)))).Ok().Matches("post-users-me-blocked");
        (await _bob.PostAsync(Blocked, new { user_id = _ann.Id })).Ok();

        var list = (await _bob.GetAsync(Blocked)).Ok();
        list.Matches("get-users-me-blocked", "pagination");
        Assert.Equal(_ann.Id, Text(Assert.Single(list.Data.GetProperty("blocked").EnumerateArray()), "user_id"));
        Assert.Equal(0, (await _ann.GetAsync(Blocked)).Ok().Data.GetProperty("total").GetInt32());
        (await _bob.PostAsync(Contacts, new { user_id = _ann.Id })).FailsFor("user_id");

        (await _bob.DeleteAsync($"{Blocked}/{_ann.Id}")).Ok().Matches("delete-users-me-blocked-userId");
        (await _bob.DeleteAsync($"{Blocked}/{_ann.Id}")).Fails(404, "NOT_FOUND", "User is not blocked");
        Assert.Equal(0, (await _bob.GetAsync(Blocked)).Ok().Data.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Blocks_that_cannot_be_are_refused()
    {
        (await _ann.PostAsync(Blocked, new { })).FailsFor("user_id");
        (await _ann.PostAsync(Blocked, new { user_id = _ann.Id })).FailsFor("user_id");
        (await _ann.PostAsync(Blocked, new { user_id = $"usr_{Guid.NewGuid():N}" })).Fails(404, "NOT_FOUND", "User not found");
        (await _ann.DeleteAsync($"{Blocked}/{_ann.Id}")).Fails(404, "NOT_FOUND", "User is not blocked");
        (await _ann.DeleteAsync($"{Blocked}/usr_1")).Fails(404, "NOT_FOUND", "User is not blocked");
        (await _ann.GetAsync($"{Blocked}?limit=101")).FailsFor("limit");
    }

    [Fact]
    public async Task Lists_go_page_by_page()
    {
        var others = new List<string>();
        for (var index = 0; index < 3; index++)
        {
            var other = await MessengerUser.RegisterAsync(_server);
            (await other.PostAsync(Contacts, new { user_id = _ann.Id })).Created();
            others.Insert(0, other.Id); // The one that asked last comes first.
        }

        var page = (await _ann.GetAsync($"{Contacts}?status=pending&limit=2&offset=1")).Ok();
        Assert.Equal(others[1..], page.Data.GetProperty("contacts").EnumerateArray().Select(contact => Text(contact, "user_id")));
        Assert.Equal("""{"limit":2,"offset":1,"total":3,"has_next":false,"has_prev":true}""", page.Json.GetProperty("pagination").GetRawText());
        Assert.Equal(3, page.Data.GetProperty("total").GetInt32());
        Assert.Empty((await _ann.GetAsync($"{Contacts}?status=pending&offset=99999999999")).Ok().Data.GetProperty("contacts").EnumerateArray());
    }

    [Fact]
    public async Task Users_are_found_as_published()
    {
        (await _ann.PutAsync("users/me", new { full_name = "Jane Doe", avatar_url = "https://cdn.example.com/avatars/jane.jpg" })).Ok();
        var found = (await _bob.GetAsync($"users/search?q={_ann.Name}")).Ok();
        found.Matches("get-users-search", "pagination");
        Assert.Equal(_ann.Id, Text(Assert.Single(found.Data.GetProperty("users").EnumerateArray()), "user_id"));
        Assert.Equal(1, (await _bob.GetAsync($"users/search?q={Uri.EscapeDataString(_ann.Email)}&limit=1")).Ok().Data.GetProperty("total").GetInt32());
        Assert.Equal(0, (await _bob.GetAsync($"users/search?q={Guid.NewGuid():N}")).Ok().Data.GetProperty("total").GetInt32());
        (await _bob.GetAsync("users/search")).FailsFor("q");
        (await _bob.GetAsync("users/search?q=%20")).FailsFor("q");
        (await _bob.GetAsync($"users/search?q={new string('a', 201)}")).FailsFor("q");
        (await _bob.GetAsync("users/search?q=a&limit=x")).FailsFor("limit");
    }

    [Fact]
    public async Task Contacts_see_each_others_address_and_nobody_else_does()
    {
        Assert.Equal(JsonValueKind.Null, (await _bob.GetAsync($"users/{_ann.Id}")).Ok().Data.GetProperty("email").ValueKind);
        (await _ann.PostAsync(Contacts, new { user_id = _bob.Id })).Created();
        Assert.Equal(JsonValueKind.Null, (await _bob.GetAsync($"users/{_ann.Id}")).Ok().Data.GetProperty("email").ValueKind);
        (await _bob.PostAsync(Contacts, new { user_id = _ann.Id })).Created();
        Assert.Equal(_ann.Email, Text((await _bob.GetAsync($"users/{_ann.Id}")).Ok().Data, "email"));
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(MessengerUser user, string status)
        => [.. (await user.GetAsync($"{Contacts}?status={status}")).Ok().Data.GetProperty("contacts").EnumerateArray()];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
