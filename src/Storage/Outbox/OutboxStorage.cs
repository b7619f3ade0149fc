using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Outbox;

/// <summary>The store of what has to leave the cluster.</summary>
internal static class OutboxStorage
{
    public static IServiceCollection AddOutboxStorage(this IServiceCollection services) => services
        .AddSingleton<IOutboxStore, OutboxStore>()
        .AddSingleton<IForgetsAccounts>(provider => provider.GetRequiredService<IOutboxStore>());
}
