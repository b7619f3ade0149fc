using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Tests;

/// <summary>Storage as a container makes and disposes it.</summary>
public abstract class StorageServicesTests(StoreFixture fixture)
{
    [Fact]
    public async Task The_database_is_closed_after_what_uses_it_whatever_it_was_asked_for_by_later()
    {
        fixture.SkipWithoutDatabase();
        var services = new ServiceCollection().AddChatStorage((await fixture.CreateDatabaseAsync())!).AddSingleton<LastWrite>().BuildServiceProvider();
        await services.GetRequiredService<IStorageInitializer>().InitializeAsync();
        var last = services.GetRequiredService<LastWrite>();
        await services.GetRequiredService<IStorageHealth>().PingAsync();

        await services.DisposeAsync();

        Assert.True(last.IsStored);
    }

    /// <summary>Writes when it goes.</summary>
    private sealed class LastWrite(IRevocationStore store) : IAsyncDisposable
    {
        public bool IsStored { get; private set; }

        public async ValueTask DisposeAsync()
        {
            var now = DateTimeOffset.UnixEpoch;
            await store.AddAsync([Guid.NewGuid()], now + TimeSpan.FromMinutes(1), now);
            IsStored = true;
        }
    }
}

public sealed class SqliteStorageServicesTests(SqliteFixture fixture) : StorageServicesTests(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresStorageServicesTests(PostgresFixture fixture) : StorageServicesTests(fixture), IClassFixture<PostgresFixture>;
