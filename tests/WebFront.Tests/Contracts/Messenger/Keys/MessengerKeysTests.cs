using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Contracts.Messenger.Realtime;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger.Keys;

public sealed class MessengerKeysTests(ChatServerFixture fixture, WebSocketClients clients) : IClassFixture<WebSocketClients>
{
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Keys_are_published_counted_handed_out_once_and_removed()
    {
        var (ann, bob) = await _server.RegisterTwoAsync();
        await bob.MessageToAsync(ann);
        var (annHere, bobHere) = (await SignInAsync(ann), await SignInAsync(bob));

        (await annHere.PutAsync("keys", Published.Request("put-keys"))).Ok().Matches("put-keys");
        var counts = (await annHere.GetAsync("keys")).Ok();
        counts.Matches("get-keys");
        Assert.Equal(1, counts.Data.GetProperty("devices")[0].GetProperty("one_time_prekeys_remaining").GetInt32());

        var first = (await bobHere.GetAsync($"keys/{annHere.Id}")).Ok();
        first.Matches("get-keys-userId");
        Assert.Equal(annHere.Id, first.Data.GetProperty("user_id").GetString());
        Assert.Equal(Published.Request("put-keys")["one_time_prekeys"]![0]!.ToJsonString(), Compact(Device(first).GetProperty("one_time_prekey")));
        Assert.Equal(JsonValueKind.Null, Device((await bobHere.GetAsync($"keys/{annHere.Id}")).Ok()).GetProperty("one_time_prekey").ValueKind);

        (await annHere.DeleteAsync("keys/device_123")).Ok().Matches("delete-keys-deviceId");
        (await annHere.DeleteAsync("keys/device_123")).Fails(404, "NOT_FOUND", "Device not found");
        Assert.Empty((await bobHere.GetAsync($"keys/{annHere.Id}")).Ok().Data.GetProperty("devices").EnumerateArray());
    }

    [Fact]
    public async Task A_stranger_uses_nothing_up_and_nobody_touches_the_keys_of_others()
    {
        var (ann, eve) = await MessengerUser.RegisterTwoAsync(_server);
        (await ann.PutAsync("keys", Published.Request("put-keys"))).Ok();

        Assert.Equal(JsonValueKind.Null, Device((await eve.GetAsync($"keys/{ann.Id}")).Ok()).GetProperty("one_time_prekey").ValueKind);
        (await eve.DeleteAsync("keys/device_123")).Fails(404, "NOT_FOUND");
        (await eve.GetAsync($"keys/{MessengerId.OfUser(Guid.NewGuid())}")).Fails(404, "NOT_FOUND", "User not found");
        (await eve.GetAsync("keys/usr_1")).Fails(404, "NOT_FOUND", "User not found");

        Assert.Equal(1, (await ann.GetAsync("keys")).Ok().Data.GetProperty("devices")[0].GetProperty("one_time_prekeys_remaining").GetInt32());
    }

    [Fact]
    public async Task The_owner_is_told_when_no_keys_are_left()
    {
        var user = await MessengerUser.RegisterAsync(_server);
        var device = await MessengerDevice.ConnectAsync(clients.Driver, _server, user.AccessToken);
        (await user.PutAsync("keys", Published.Request("put-keys"))).Ok();

        (await user.GetAsync($"keys/{user.Id}")).Ok();

        Assert.Equal("""{"type":"prekeys_low","device_id":"device_123","remaining":0}""", (await device.NextAsync("prekeys_low")).GetRawText());
    }

    [Fact]
    public async Task What_is_wrong_with_keys_is_told_by_field()
    {
        var user = await MessengerUser.RegisterAsync(_server);
        var valid = Published.Request("put-keys");

        await FailsAsync("device_id", keys => keys.Remove("device_id"));
        await FailsAsync("device_id", keys => keys["device_id"] = "a b");
        await FailsAsync("identity_key", keys => keys["identity_key"] = "no base64");
        await FailsAsync("signed_prekey", keys => keys.Remove("signed_prekey"));
        await FailsAsync("signed_prekey.signature", keys => keys["signed_prekey"]!.AsObject().Remove("signature"));
        await FailsAsync("signed_prekey", keys => keys["signed_prekey"]!["key_id"] = -1);
        await FailsAsync("one_time_prekeys[0]", keys => keys["one_time_prekeys"]![0] = null);
        await FailsAsync("one_time_prekeys[0].public_key", keys => keys["one_time_prekeys"]![0]!["public_key"] = "");
        (await user.PutAsync("keys", valid)).Ok();
        await FailsAsync("one_time_prekeys", _ => { });

        for (var number = 1; number < 10; number++)
            (await user.PutAsync("keys", With(keys => keys["device_id"] = $"device-{number}"))).Ok();
        (await user.PutAsync("keys", With(keys => keys["device_id"] = "one-too-many"))).Fails(409, "CONFLICT", "A limit on count is reached");

        async Task FailsAsync(string field, Action<JsonObject> damage) => (await user.PutAsync("keys", With(damage))).FailsFor(field);

        JsonObject With(Action<JsonObject> change)
        {
            var keys = valid.DeepClone().AsObject();
            change(keys);
            return keys;
        }
    }

    private static JsonElement Device(Answer answer) => Assert.Single(answer.Data.GetProperty("devices").EnumerateArray());

    private static string Compact(JsonElement json) => JsonNode.Parse(json.GetRawText())!.ToJsonString();

    private Task<MessengerUser> SignInAsync(TestUser user) => MessengerUser.SignInAsync(_server, user.Email, TestUser.Password);
}
