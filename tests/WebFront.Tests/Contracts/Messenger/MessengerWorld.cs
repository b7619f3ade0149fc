using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Messenger.Files;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>A user of Messenger with one of everything that the contract serves.</summary>
internal sealed class MessengerWorld : ContractWorld
{
    private readonly ChatServer _server;
    private readonly MessengerUser _user;
    private readonly MessengerUser _friend;
    private readonly List<string> _watched = ["users/me", "conversations"];
    private string _conversation = "";
    private string _message = "";
    private string _contact = "";
    private string _file = "";
    private readonly string _device = $"device-{Guid.NewGuid():N}";
    private string[] _before = [];

    private MessengerWorld(ChatServer server, MessengerUser user, MessengerUser friend) => (_server, _user, _friend) = (server, user, friend);

    public override string Token => _user.AccessToken;

    /// <summary>Makes one.</summary>
    public static async Task<MessengerWorld> CreateAsync(ChatServer server)
    {
        var (user, friend) = await MessengerUser.RegisterTwoAsync(server);
        var world = new MessengerWorld(server, user, friend);
        world._conversation = (await user.PostAsync("conversations", new { type = "direct", participant_id = friend.Id })).Created().Data.GetProperty("conversation_id").GetString()!;
        world._message = (await user.PostAsync($"conversations/{world._conversation}/messages", new { content_encrypted = "AAEC" })).Created().Data.GetProperty("message_id").GetString()!;
        world._contact = (await user.PostAsync("users/me/contacts", new { user_id = friend.Id })).Created().Data.GetProperty("contact_id").GetString()!;
        world._file = (await user.PostAsync("files/upload", FileWorld.Form(FileWorld.Photo, world._conversation))).Created().Data.GetProperty("file_id").GetString()!;
        (await user.PutAsync("keys", Published.Request("put-keys", ("device_id", world._device)))).Ok();
        world._watched.AddRange(["users/me/contacts?status=pending", "users/me/blocked"]);
        world._watched.Add($"conversations/{world._conversation}/messages");
        await world.ReadAsync(); // Who reads a message has it.
        world._before = await world.ReadAsync();
        return world;
    }

    public override JsonObject Valid(ContractRoute route)
    {
        var body = Published.Request(route.ExampleName);
        foreach (var (field, value) in new (string, JsonNode)[] { ("user_id", _friend.Id), ("participant_id", _friend.Id), ("refresh_token", _user.RefreshToken), ("participant_ids", new JsonArray(_friend.Id)), ("message_id", _message), ("reply_to_message_id", _message) })
        {
            if (body.ContainsKey(field))
                body[field] = value;
        }

        return body;
    }

    public override string Own(ContractRoute route, string parameter) => route.Path.Split('/') switch
    {
        _ when parameter == "deviceId" => _device,
        _ when parameter == "emoji" => "%F0%9F%91%8D",
        [_, "users", "me", "contacts", ..] => _contact,
        [_, "conversations", ..] => _conversation,
        [_, "messages", ..] => _message,
        [_, "files", ..] => _file,
        _ => _friend.Id,
    };

    public override async Task AssertUnchangedAsync()
    {
        Assert.Equal(_before, await ReadAsync());
        Assert.Empty(_server.Logs.Errors);
    }

    private async Task<string[]> ReadAsync()
    {
        var answers = new List<string>();
        foreach (var path in _watched)
            answers.Add((await _user.GetAsync(path)).Ok().Text);
        return [.. answers];
    }
}
