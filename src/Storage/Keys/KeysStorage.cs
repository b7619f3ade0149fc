using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Keys;

/// <summary>The store of keys.</summary>
internal static class KeysStorage
{
    public static IServiceCollection AddKeysStorage(this IServiceCollection services) => services
        .AddSingleton<IKeyStore, KeyStore>()
        .AddSingleton<IForgetsAccounts>(provider => provider.GetRequiredService<IKeyStore>());
}
