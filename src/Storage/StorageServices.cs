using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Files;
using OrleansChat.Storage.Grains;
using OrleansChat.Storage.Keys;
using OrleansChat.Storage.Messages;
using OrleansChat.Storage.Outbox;
using OrleansChat.Storage.Postgres;
using OrleansChat.Storage.Relations;
using OrleansChat.Storage.Search;
using OrleansChat.Storage.Sqlite;
using OrleansChat.Storage.Writing;

namespace OrleansChat.Storage;

/// <summary>Adds storage to a host.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers the message log, the stores and the search on the configured database, and opens it when the host starts. Closing is the
    /// container's: what was queued is written before the last connection goes.
    /// </summary>
    public static IServiceCollection AddChatStorage(this IServiceCollection services, StorageOptions options)
    {
        options.Validate();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton<WriteQueue>();
        services.AddMetrics();
        services.AddSingleton<StorageMetrics>();
        if (options.Provider == StorageProvider.Postgres)
            AddDatabase<PostgresDatabase, PostgresMessageSearch>(services);
        else
            AddDatabase<SqliteDatabase, SqliteMessageSearch>(services);

        services.AddSingleton<IGrainStateRows, GrainStateRows>();
        services.AddMessagesStorage().AddConversationsStorage().AddAccountsStorage().AddCallsStorage().AddFilesStorage().AddRelationsStorage().AddKeysStorage()
            .AddOutboxStorage().AddSearchStorage();

        services.AddSingleton<StorageInitializer>();
        services.AddSingleton<IStorageInitializer>(provider => provider.GetRequiredService<StorageInitializer>());
        services.AddHostedService(provider => provider.GetRequiredService<StorageInitializer>());
        return services;
    }

    private static void AddDatabase<TDatabase, TSearch>(IServiceCollection services)
        where TDatabase : class, IDatabase, IDatabaseLifetime, IStorageHealth
        where TSearch : class, IMessageSearch
    {
        services.AddSingleton<DatabaseOwner<TDatabase>>();
        services.AddSingleton(provider => provider.GetRequiredService<DatabaseOwner<TDatabase>>().Database);
        services.AddSingleton<IDatabase>(provider => provider.GetRequiredService<TDatabase>());
        services.AddSingleton<IDatabaseLifetime>(provider => provider.GetRequiredService<TDatabase>());
        services.AddSingleton<IStorageHealth>(provider => provider.GetRequiredService<TDatabase>());
        services.AddSingleton<IMessageSearch, TSearch>();
    }
}
