using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Accounts;

/// <summary>The stores of accounts.</summary>
internal static class AccountsStorage
{
    public static IServiceCollection AddAccountsStorage(this IServiceCollection services) => services
        .AddSingleton<IUserDirectory, UserDirectory>()
        .AddSingleton<IForgetsAccounts>(provider => provider.GetRequiredService<IUserDirectory>())
        .AddSingleton<IRevocationStore, RevocationStore>();
}
