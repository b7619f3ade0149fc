using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansChat.Grains.Secrets;

namespace OrleansChat.Grains.Accounts;

/// <summary>What the grains of accounts need of their silo.</summary>
internal static class AccountGrains
{
    public static IServiceCollection AddAccountGrains(this IServiceCollection services)
    {
        services.AddOptions<AccountOptions>().BindConfiguration(AccountOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SecretOptions>().BindConfiguration(SecretOptions.Section).ValidateOnStart()
            .Validate(options => options.Key is null || options.Key.Length >= SecretOptions.MinKeyLength, $"Secrets:Key must be at least {SecretOptions.MinKeyLength} characters long.");
        services.TryAddSingleton<SecretBox>();
        services.TryAddSingleton<SecondFactors>();
        services.TryAddSingleton<Passwords>();
        return services;
    }
}
