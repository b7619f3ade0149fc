using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Search;

namespace OrleansChat.Storage.Tests;

/// <summary>Storage as a host has it, opened.</summary>
public sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StoreUnderTest(ServiceProvider services) => _services = services;

    public IMessageLog Log => Get<IMessageLog>();

    public IMessageReader Reader => Get<IMessageReader>();

    public IConversationStore Conversations => Get<IConversationStore>();

    public IUserDirectory Users => Get<IUserDirectory>();

    public IRevocationStore Revocations => Get<IRevocationStore>();

    public ICallStore Calls => Get<ICallStore>();

    public IStorageHealth Health => Get<IStorageHealth>();

    public ISearchIndexer Indexer => Get<ISearchIndexer>();

    public static StoreUnderTest Build(StorageOptions options, TimeProvider? clock = null)
    {
        var services = new ServiceCollection();
        if (clock is not null)
            services.AddSingleton(clock);
        services.AddChatStorage(options);
        return new StoreUnderTest(services.BuildServiceProvider());
    }

    public static async Task<StoreUnderTest> OpenAsync(StorageOptions options)
    {
        var store = Build(options);
        try
        {
            await store.Get<IStorageInitializer>().InitializeAsync();
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
