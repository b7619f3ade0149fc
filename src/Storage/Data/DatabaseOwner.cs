using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Data;

/// <summary>
/// Makes the database, and closes it when the container goes. The container disposes what it hands out once for every name, the latest
/// name first; the database has several, so it is not disposable itself. Its owner has one, and is made before whatever uses the
/// database: it goes after all of that.
/// </summary>
internal sealed class DatabaseOwner<TDatabase>(IServiceProvider services) : IAsyncDisposable
    where TDatabase : IDatabaseLifetime
{
    /// <summary>The database.</summary>
    public TDatabase Database { get; } = ActivatorUtilities.CreateInstance<TDatabase>(services);

    public ValueTask DisposeAsync() => Database.CloseAsync();
}
