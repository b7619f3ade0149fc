using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Keys;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Keys;

[Collection(ClusterCollection.Name)]
public sealed class KeyGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private Guid _ann;
    private Guid _bob;

    private IKeyGrain Keys => cluster.Grains.GetGrain<IKeyGrain>(_ann);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
        await cluster.Grains.PostToAsync(_ann, _bob, "Hello!");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Who_is_known_gets_a_one_time_key_that_nobody_else_gets()
    {
        Assert.Equal(("phone", 2), Left(await Keys.PutAsync(Device("phone", 1, 2))));

        Assert.Equal([1L, 2L, null], [await TakeAsync(_bob), await TakeAsync(_ann), await TakeAsync(_bob)]);
        Assert.Equal(("phone", 0), Left(Assert.Single(await Keys.CountsAsync())));
        var bundle = Assert.Single(await Keys.TakeAsync(_bob));
        Assert.Equal(("phone", "aWRlbnRpdHk=", new SignedPrekey(7, "c2lnbmVk", "c2lnbmF0dXJl")), (bundle.DeviceId, bundle.IdentityKey, bundle.SignedPrekey));
    }

    [Fact]
    public async Task All_who_ask_at_once_get_different_keys()
    {
        var members = await cluster.Grains.RegisterAsync(10);
        await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, members);
        await Keys.PutAsync(Device("phone", [.. Enumerable.Range(1, 100).Select(id => (long)id)]));
        await Keys.PutAsync(Device("phone", [.. Enumerable.Range(101, 100).Select(id => (long)id)]));

        var taken = await Task.WhenAll(members.SelectMany(member => Enumerable.Repeat(member, 20)).Select(member => TakeAsync(member)));

        Assert.Equal(Enumerable.Range(1, 200).Select(id => (long?)id), taken.Order());
        Assert.Null(await TakeAsync(_bob));
    }

    [Fact]
    public async Task Strangers_and_the_blocked_get_no_one_time_key_and_use_none_up()
    {
        var stranger = await cluster.Grains.RegisterAsync();
        await Keys.PutAsync(Device("phone", 1));
        Assert.Null(await TakeAsync(stranger));

        await cluster.Grains.GetGrain<IRelationGrain>(ConversationId.Direct(_ann, _bob)).BlockAsync(_ann, _bob);
        Assert.Null(await TakeAsync(_bob));

        Assert.Equal(1, Assert.Single(await Keys.CountsAsync()).OneTimePrekeys);
    }

    [Fact]
    public async Task Nobody_takes_more_than_thirty_of_one_user_in_an_hour()
    {
        await Keys.PutAsync(Device("phone", [.. Enumerable.Range(1, 40).Select(id => (long)id)]));

        for (var i = 1; i <= KeyLimits.TakenPerHour; i++)
            Assert.Equal(i, await TakeAsync(_bob));

        Assert.Null(await TakeAsync(_bob));
        Assert.Equal(31, await TakeAsync(_ann)); // One's own devices are not counted.
    }

    [Fact]
    public async Task The_owner_is_told_when_few_are_left_and_when_none_is()
    {
        var front = await TestFront.StartAsync(cluster.Grains);
        await front.ConnectAsync(_ann);
        await Keys.PutAsync(Device("phone", [.. Enumerable.Range(1, KeyLimits.Low + 1).Select(id => (long)id)]));

        for (var i = 0; i <= KeyLimits.Low; i++)
            await TakeAsync(_ann);

        await front.HearsAsync<PrekeysLow>(_ann, low => low == new PrekeysLow("phone", KeyLimits.Low - 1));
        await front.HearsAsync<PrekeysLow>(_ann, low => low == new PrekeysLow("phone", 0));
        Assert.Equal(2, front.HeardBy<PrekeysLow>(_ann).Count);
    }

    [Fact]
    public async Task What_is_no_key_is_refused()
    {
        var keys = Device("phone", 1);
        await Refused.ForAsync("deviceId", () => Keys.PutAsync(keys with { DeviceId = "" }));
        await Refused.ForAsync("deviceId", () => Keys.PutAsync(keys with { DeviceId = "a b" }));
        await Refused.ForAsync("deviceId", () => Keys.PutAsync(keys with { DeviceId = new string('x', KeyLimits.DeviceId + 1) }));
        foreach (var key in new[] { "", "no base64", "YQ", "YQ==\n", new string('A', KeyLimits.Key + 4) })
        {
            await Refused.ForAsync("identityKey", () => Keys.PutAsync(keys with { IdentityKey = key }));
            await Refused.ForAsync("signedPrekey", () => Keys.PutAsync(keys with { SignedPrekey = keys.SignedPrekey with { PublicKey = key } }));
            await Refused.ForAsync("signedPrekey", () => Keys.PutAsync(keys with { SignedPrekey = keys.SignedPrekey with { Signature = key } }));
            await Refused.ForAsync("oneTimePrekeys", () => Keys.PutAsync(keys with { OneTimePrekeys = [new OneTimePrekey(1, key)] }));
        }

        await Refused.ForAsync("signedPrekey", () => Keys.PutAsync(keys with { SignedPrekey = keys.SignedPrekey with { KeyId = -1 } }));
        await Refused.ForAsync("oneTimePrekeys", () => Keys.PutAsync(Device("phone", -1)));
        await Refused.ForAsync("oneTimePrekeys", () => Keys.PutAsync(Device("phone", 1, 1)));
        await Refused.ForAsync("oneTimePrekeys", () => Keys.PutAsync(Device("phone", [.. Enumerable.Range(0, 101).Select(id => (long)id)])));
        Assert.Empty(await Keys.CountsAsync());

        await Keys.PutAsync(keys);
        await Refused.ForAsync("oneTimePrekeys", () => Keys.PutAsync(keys));
        await Refused.WithAsync(ChatError.DeviceNotFound, () => Keys.RemoveAsync("laptop"));
        await Keys.RemoveAsync("phone");
        await Refused.WithAsync(ChatError.DeviceNotFound, () => Keys.RemoveAsync("phone"));
        await Refused.WithAsync(ChatError.UserNotFound, () => cluster.Grains.GetGrain<IKeyGrain>(Guid.NewGuid()).TakeAsync(_ann));
    }

    [Fact]
    public async Task A_deleted_account_leaves_no_keys()
    {
        await Keys.PutAsync(Device("phone", 1));

        await cluster.Grains.GetGrain<IAccountGrain>(_ann).DeleteAsync();

        await Refused.WithAsync(ChatError.UserNotFound, () => Keys.TakeAsync(_bob));
        Assert.Empty(await Keys.CountsAsync());
    }

    private static DeviceKeys Device(string id, params long[] keys)
        => new(id, "aWRlbnRpdHk=", new SignedPrekey(7, "c2lnbmVk", "c2lnbmF0dXJl"), [.. keys.Select(key => new OneTimePrekey(key, "a2V5"))]);

    private static (string, int) Left(KeyCount count) => (count.DeviceId, count.OneTimePrekeys);

    private async Task<long?> TakeAsync(Guid asker) => Assert.Single(await Keys.TakeAsync(asker)).OneTimePrekey?.KeyId;
}
