using Microsoft.Extensions.Hosting;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Search;

namespace OrleansChat.Storage;

/// <summary>Opens the database before anything else of the host starts.</summary>
internal sealed class StorageInitializer(IDatabaseLifetime database, SearchIndexer indexer) : IStorageInitializer, IHostedLifecycleService
{
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        await database.OpenAsync(cancellationToken);
        indexer.Start();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => InitializeAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
