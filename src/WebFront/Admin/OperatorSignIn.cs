using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Admin;

/// <summary>Opens a session for an operator, and for nobody else.</summary>
internal sealed class OperatorSignIn(IGrainFactory grains)
{
    private const int MaxName = 254;
    private const int MaxPassword = 1024;

    /// <summary>The session; null when name and password are not an operator's, whichever of the three is wrong.</summary>
    public async Task<SessionGrant?> TryAsync(string name, string password)
    {
        if (name.Length is 0 or > MaxName || password.Length is 0 or > MaxPassword || !name.All(char.IsAscii) || name.Any(char.IsControl))
            return null;
        var account = await grains.Handle(name.Contains('@', StringComparison.Ordinal) ? Handle.Email(name) : Handle.Username(name)).FindAsync()
            ?? Guid.NewGuid();

        // Whoever is no operator is asked for at an account that nobody has: the answer takes as long, says as little, and opens nothing.
        if (!await IsOperatorAsync(account))
            account = Guid.NewGuid();
        try
        {
            return await grains.Account(account).SignInAsync(password);
        }
        catch (ChatException refused) when (refused.Error == ChatError.InvalidCredentials)
        {
            return null;
        }
    }

    private async Task<bool> IsOperatorAsync(Guid account)
    {
        try
        {
            return (await grains.Account(account).GetAsync()).Role == AccountRole.Admin;
        }
        catch (ChatException unknown) when (unknown.Error == ChatError.UserNotFound)
        {
            return false;
        }
    }
}
