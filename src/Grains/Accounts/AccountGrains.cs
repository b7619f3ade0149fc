using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansChat.Grains.Accounts;

/// <summary>What the grains of accounts need of their silo.</summary>
internal static class AccountGrains
{
    public static IServiceCollection AddAccountGrains(this IServiceCollection services)
    {
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<Passwords>();
        return services;
    }
}
