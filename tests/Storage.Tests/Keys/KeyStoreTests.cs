using OrleansChat.Storage.Keys;

namespace OrleansChat.Storage.Tests.Keys;

public sealed class SqliteKeyStoreTests(SqliteFixture fixture) : KeyStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresKeyStoreTests(PostgresFixture fixture) : KeyStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class KeyStoreTests(StoreFixture fixture)
{
    private const int MaxDevices = 3;
    private const int MaxKeys = 200;

    private readonly IKeyStore _keys = fixture.Store.Get<IKeyStore>();
    private readonly Guid _ann = Guid.NewGuid();

    [Fact]
    public async Task Keys_are_taken_once_in_the_order_of_their_ids_and_then_there_are_none()
    {
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("phone", 3, 1)));
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("laptop")));

        foreach (var (id, left) in new (long?, long)[] { (1, 1), (3, 0), (null, 0) })
        {
            var taken = await _keys.TakeAsync(_ann, oneTime: true);
            Assert.Equal(["laptop", "phone"], taken.Select(device => device.DeviceId));
            Assert.Null(taken[0].OneTimeKey);
            Assert.Equal(new TakenKeys("phone", "identity", new StoredKey(7, "signed"), "signature", id is { } key ? new StoredKey(key, $"key {key}") : null, left), taken[1]);
        }
    }

    [Fact]
    public async Task Who_takes_no_one_time_key_uses_none_up()
    {
        await PutAsync(Device("phone", 1));

        Assert.Equal((null, 1), Assert.Single(await _keys.TakeAsync(_ann, oneTime: false)) is var device ? (device.OneTimeKey, device.Left) : default);
        Assert.Equal(1, Assert.Single(await _keys.CountAsync(_ann)).OneTimeKeys);
        Assert.Empty(await _keys.TakeAsync(Guid.NewGuid(), oneTime: true));
    }

    [Fact]
    public async Task Two_hundred_who_take_at_once_get_two_hundred_different_keys_and_the_next_none()
    {
        await PutAsync(Device("phone", [.. Enumerable.Range(1, MaxKeys).Select(id => (long)id)]));

        var taken = await Task.WhenAll(Enumerable.Range(0, MaxKeys).Select(_ => _keys.TakeAsync(_ann, oneTime: true)));

        Assert.Equal(Enumerable.Range(1, MaxKeys).Select(id => (long)id), taken.Select(devices => Assert.Single(devices).OneTimeKey!.Id).Order());
        Assert.Null(Assert.Single(await _keys.TakeAsync(_ann, oneTime: true)).OneTimeKey);
    }

    [Fact]
    public async Task Ids_go_up_whatever_was_taken_meanwhile()
    {
        await PutAsync(Device("phone", 5, 6));
        await _keys.TakeAsync(_ann, oneTime: true);

        Assert.Equal(KeyPut.KnownId, await PutAsync(Device("phone", 5)));
        Assert.Equal(KeyPut.KnownId, await PutAsync(Device("phone", 6, 7)));
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("phone", 7)));
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("phone")));
        Assert.Equal(KeyPut.KnownId, await PutAsync(Device("phone", 7)));

        var left = Assert.Single(await _keys.CountAsync(_ann));
        Assert.Equal(new StoredKeyCount("phone", 2, Make.Noon), left);
    }

    [Fact]
    public async Task The_same_keys_put_twice_at_once_are_stored_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PutAsync(Device("phone", 1, 2))));

        Assert.Single(outcomes, KeyPut.Stored);
        Assert.Equal(2, Assert.Single(await _keys.CountAsync(_ann)).OneTimeKeys);
    }

    [Fact]
    public async Task A_device_with_another_identity_begins_anew()
    {
        await PutAsync(Device("phone", 5, 6));

        Assert.Equal(KeyPut.Stored, await PutAsync(Device("phone", 1) with { IdentityKey = "another" }));

        var taken = Assert.Single(await _keys.TakeAsync(_ann, oneTime: true));
        Assert.Equal(("another", 1, 0), (taken.IdentityKey, taken.OneTimeKey!.Id, taken.Left));
    }

    [Fact]
    public async Task Devices_and_keys_are_bounded_and_what_is_too_much_is_not_stored_at_all()
    {
        await PutAsync(Device("phone", [.. Enumerable.Range(1, MaxKeys - 1).Select(id => (long)id)]));
        Assert.Equal(KeyPut.TooMany, await PutAsync(Device("phone", 500, 501)));
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("phone", 500)));
        await PutAsync(Device("laptop"));
        await PutAsync(Device("tablet"));

        Assert.Equal(KeyPut.TooMany, await PutAsync(Device("watch")));

        Assert.Equal(["laptop", "phone", "tablet"], (await _keys.CountAsync(_ann)).Select(device => device.DeviceId));
        Assert.True(await _keys.RemoveAsync(_ann, "laptop"));
        Assert.Equal(KeyPut.Stored, await PutAsync(Device("watch")));
    }

    [Fact]
    public async Task What_is_removed_is_gone_and_others_keep_theirs()
    {
        var bob = Guid.NewGuid();
        await PutAsync(Device("phone", 1));
        await PutAsync(Device("laptop", 1));
        await _keys.PutAsync(bob, Device("phone", 1), MaxDevices, MaxKeys, Make.Noon);

        Assert.True(await _keys.RemoveAsync(_ann, "phone"));
        Assert.False(await _keys.RemoveAsync(_ann, "phone"));
        Assert.Equal("laptop", Assert.Single(await _keys.CountAsync(_ann)).DeviceId);
        await _keys.ForgetAsync(_ann);
        await _keys.ForgetAsync(_ann);

        Assert.Empty(await _keys.TakeAsync(_ann, oneTime: true));
        Assert.Equal(1, Assert.Single(await _keys.CountAsync(bob)).OneTimeKeys);
    }

    private static StoredDeviceKeys Device(string id, params long[] keys)
        => new(id, "identity", new StoredKey(7, "signed"), "signature", [.. keys.Select(key => new StoredKey(key, $"key {key}"))]);

    private Task<KeyPut> PutAsync(StoredDeviceKeys device) => _keys.PutAsync(_ann, device, MaxDevices, MaxKeys, Make.Noon);
}
