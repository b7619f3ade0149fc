using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Keys;

/// <summary>Public keys, as rows.</summary>
internal sealed class KeyStore(IDatabase database) : IKeyStore
{
    // One statement, so that two transactions that put at once are told apart by the row that they both change.
    private const string PutDevice = """
        INSERT INTO device_keys (user_id, device_id, identity_key, signed_key_id, signed_key, signature, highest_key_id, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (user_id, device_id) DO UPDATE SET
            signed_key_id = excluded.signed_key_id, signed_key = excluded.signed_key, signature = excluded.signature, updated_at = excluded.updated_at,
            highest_key_id = CASE WHEN excluded.highest_key_id > device_keys.highest_key_id THEN excluded.highest_key_id ELSE device_keys.highest_key_id END
        WHERE device_keys.highest_key_id < $9
        """;

    private const string PutKey = "INSERT INTO one_time_prekeys (user_id, device_id, key_id, public_key) VALUES ($1, $2, $3, $4)";

    private const string CountKeys = "SELECT count(*) FROM one_time_prekeys WHERE user_id = $1 AND device_id = $2";

    // Whoever comes second finds the row gone, and looks again: what was returned is deleted by nobody else.
    private const string TakeKey = """
        DELETE FROM one_time_prekeys WHERE user_id = $1 AND device_id = $2
            AND key_id = (SELECT min(k.key_id) FROM one_time_prekeys k WHERE k.user_id = $1 AND k.device_id = $2)
        RETURNING key_id, public_key
        """;

    private const string DeleteKeys = "DELETE FROM one_time_prekeys WHERE user_id = $1 AND device_id = $2";

    private const string DeleteDevice = "DELETE FROM device_keys WHERE user_id = $1 AND device_id = $2";

    public Task<KeyPut> PutAsync(
        Guid userId, StoredDeviceKeys device, int maxDevices, int maxKeys, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        foreach (var text in new[] { device.DeviceId, device.IdentityKey, device.SignedKey.PublicKey, device.Signature })
            StorableText.Check(text, nameof(device));
        return database.WriteAsync((session, cancel) => PutAsync(session, userId, device, maxDevices, maxKeys, now, cancel), cancellationToken);
    }

    public Task<IReadOnlyList<TakenKeys>> TakeAsync(Guid userId, bool oneTime, CancellationToken cancellationToken = default) => oneTime
        ? database.WriteAsync((session, cancel) => TakeAllAsync(session, userId, cancel), cancellationToken)
        : database.ReadAsync<IReadOnlyList<TakenKeys>>(async (session, cancel) => await ListAsync(session, userId, cancel), cancellationToken);

    public Task<IReadOnlyList<StoredKeyCount>> CountAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<StoredKeyCount>>(
            async (session, cancel) => await session.ListAsync(
                """
                SELECT d.device_id, (SELECT count(*) FROM one_time_prekeys k WHERE k.user_id = d.user_id AND k.device_id = d.device_id), d.updated_at
                FROM device_keys d WHERE d.user_id = $1 ORDER BY d.device_id
                """,
                row => new StoredKeyCount(row.Text(0), row.Number(1), row.Time(2)),
                cancel,
                userId),
            cancellationToken);

    public Task<bool> RemoveAsync(Guid userId, string deviceId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync(DeleteKeys, cancel, userId, deviceId);
                return await session.ExecuteAsync(DeleteDevice, cancel, userId, deviceId) > 0;
            },
            cancellationToken);

    public Task ForgetAsync(Guid userId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(
            async (session, cancel) =>
            {
                await session.ExecuteAsync("DELETE FROM one_time_prekeys WHERE user_id = $1", cancel, userId);
                return await session.ExecuteAsync("DELETE FROM device_keys WHERE user_id = $1", cancel, userId);
            },
            cancellationToken,
            wipes: true);

    private static async Task<KeyPut> PutAsync(
        DbSession session, Guid userId, StoredDeviceKeys device, int maxDevices, int maxKeys, DateTimeOffset now, CancellationToken cancel)
    {
        var others = await session.NumberAsync("SELECT count(*) FROM device_keys WHERE user_id = $1 AND device_id <> $2", cancel, userId, device.DeviceId);
        if (others >= maxDevices)
            return KeyPut.TooMany;
        var known = await session.FirstAsync(
            "SELECT identity_key, highest_key_id FROM device_keys WHERE user_id = $1 AND device_id = $2",
            row => new Known(row.Text(0), row.Number(1)),
            cancel,
            userId,
            device.DeviceId);
        var beginsAnew = known is not null && known.IdentityKey != device.IdentityKey;
        var lowest = device.OneTimeKeys.Count == 0 ? long.MaxValue : device.OneTimeKeys.Min(key => key.Id);
        var highest = device.OneTimeKeys.Count == 0 ? -1 : device.OneTimeKeys.Max(key => key.Id);
        if (known is not null && !beginsAnew && lowest <= known.HighestKeyId)
            return KeyPut.KnownId;
        var kept = beginsAnew ? 0 : await session.NumberAsync(CountKeys, cancel, userId, device.DeviceId);
        if (kept + device.OneTimeKeys.Count > maxKeys)
            return KeyPut.TooMany;

        if (beginsAnew)
        {
            await session.ExecuteAsync(DeleteKeys, cancel, userId, device.DeviceId);
            await session.ExecuteAsync(DeleteDevice, cancel, userId, device.DeviceId);
        }

        var stored = await session.ExecuteAsync(
            PutDevice,
            cancel,
            userId,
            device.DeviceId,
            device.IdentityKey,
            device.SignedKey.Id,
            device.SignedKey.PublicKey,
            device.Signature,
            highest,
            now,
            lowest);
        if (stored == 0)
            return KeyPut.KnownId; // Another call came between, and this one has changed nothing yet.
        foreach (var key in device.OneTimeKeys)
            await session.ExecuteAsync(PutKey, cancel, userId, device.DeviceId, key.Id, key.PublicKey);
        return KeyPut.Stored;
    }

    private static async Task<IReadOnlyList<TakenKeys>> TakeAllAsync(DbSession session, Guid userId, CancellationToken cancel)
    {
        var taken = new List<TakenKeys>();
        foreach (var device in await ListAsync(session, userId, cancel))
        {
            var (left, key) = (device.Left, (StoredKey?)null);
            while (left > 0 && key is null)
            {
                key = await session.FirstAsync(TakeKey, row => new StoredKey(row.Number(0), row.Text(1)), cancel, userId, device.DeviceId);
                left = await session.NumberAsync(CountKeys, cancel, userId, device.DeviceId);
            }

            taken.Add(device with { OneTimeKey = key, Left = left });
        }

        return taken;
    }

    private static Task<List<TakenKeys>> ListAsync(DbSession session, Guid userId, CancellationToken cancel) => session.ListAsync(
        """
        SELECT d.device_id, d.identity_key, d.signed_key_id, d.signed_key, d.signature,
            (SELECT count(*) FROM one_time_prekeys k WHERE k.user_id = d.user_id AND k.device_id = d.device_id)
        FROM device_keys d WHERE d.user_id = $1 ORDER BY d.device_id
        """,
        row => new TakenKeys(row.Text(0), row.Text(1), new StoredKey(row.Number(2), row.Text(3)), row.Text(4), null, row.Number(5)),
        cancel,
        userId);

    private sealed record Known(string IdentityKey, long HighestKeyId);
}
