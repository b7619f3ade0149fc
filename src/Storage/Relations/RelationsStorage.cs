using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Relations;

/// <summary>The store of relations.</summary>
internal static class RelationsStorage
{
    public static IServiceCollection AddRelationsStorage(this IServiceCollection services) => services
        .AddSingleton<IRelationStore, RelationStore>()
        .AddSingleton<IForgetsAccounts>(provider => provider.GetRequiredService<IRelationStore>());
}
