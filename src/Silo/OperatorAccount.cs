using Orleans;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Silo;

/// <summary>
/// The operator's account of the keys <c>Admin:Username</c>, <c>Admin:Password</c> and <c>Admin:Email</c>: created at start, or
/// given that password and the role ADMIN. There is none by default.
/// </summary>
internal sealed class OperatorAccount(IConfiguration configuration, IGrainFactory grains) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var username = configuration["Admin:Username"];
        if (string.IsNullOrEmpty(username))
            return;

        var password = configuration["Admin:Password"] ?? throw new OrleansConfigurationException("Admin:Password is missing, but Admin:Username is set.");
        var email = configuration["Admin:Email"] ?? $"{username}@orleanschat.invalid";
        var id = await grains.GetGrain<IHandleGrain>(Handle.Username(username)).FindAsync().WaitAsync(cancellationToken) ?? Guid.CreateVersion7();
        try
        {
            await grains.GetGrain<IAccountGrain>(id).EnsureOperatorAsync(new NewAccount(username, email, password)).WaitAsync(cancellationToken);
        }
        catch (ChatException refused) when (refused.Error != ChatError.Unavailable)
        {
            var key = refused.Error == ChatError.EmailTaken ? "email" : refused.Field ?? "username";
            throw new OrleansConfigurationException($"Admin:{char.ToUpperInvariant(key[0])}{key[1..]}: {refused.Message}", refused);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
