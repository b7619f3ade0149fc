namespace OrleansChat.Storage.Tests.Accounts;

public sealed class SqliteRevocationStoreTests(SqliteFixture fixture) : RevocationStoreTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresRevocationStoreTests(PostgresFixture fixture) : RevocationStoreTests(fixture), IClassFixture<PostgresFixture>;

public abstract class RevocationStoreTests(StoreFixture fixture)
{
    private readonly StoreUnderTest _store = fixture.Store;

    [Fact]
    public async Task Sessions_are_listed_until_their_time_is_over()
    {
        var (early, late) = (Guid.NewGuid(), Guid.NewGuid());
        await _store.Revocations.AddAsync([early, late], Make.Noon.AddMinutes(15), Make.Noon);
        await _store.Revocations.AddAsync([late], Make.Noon.AddMinutes(30), Make.Noon);
        await _store.Revocations.AddAsync([late], Make.Noon.AddMinutes(1), Make.Noon);

        Assert.Equal(new[] { early, late }.Order(), (await _store.Revocations.ListAsync(Make.Noon.AddMinutes(14))).Order());
        Assert.Equal([late], await _store.Revocations.ListAsync(Make.Noon.AddMinutes(15)));

        await _store.Revocations.AddAsync([], Make.Noon.AddHours(2), Make.Noon.AddMinutes(20));
        Assert.Equal([late], await _store.Revocations.ListAsync(Make.Noon));
    }
}
