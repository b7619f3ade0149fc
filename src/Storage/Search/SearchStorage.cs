using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Search;

/// <summary>The index of messages.</summary>
internal static class SearchStorage
{
    public static IServiceCollection AddSearchStorage(this IServiceCollection services) => services
        .AddSingleton<SearchIndexer>()
        .AddSingleton<ISearchIndexer>(provider => provider.GetRequiredService<SearchIndexer>());
}
