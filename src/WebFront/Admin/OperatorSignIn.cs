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
    private const int MaxCode = 32;

    /// <summary>The session; null when name and password are not an operator's, whichever of the three is wrong.</summary>
    /// <exception cref="ChatException">
    /// They are, and <see cref="ChatError.Suspended"/>, <see cref="ChatError.SecondFactorRequired"/>, <see cref="ChatError.SecondFactorWrong"/>
    /// or <see cref="ChatError.TooManyAttempts"/>.
    /// </exception>
    public async Task<SessionGrant?> TryAsync(string name, string password, string code)
    {
        if (name.Length is 0 or > MaxName || password.Length is 0 or > MaxPassword || code.Length > MaxCode || !name.All(char.IsAscii) || name.Any(char.IsControl))
            return null;
        var account = await grains.Handle(name.Contains('@', StringComparison.Ordinal) ? Handle.Email(name) : Handle.Username(name)).FindAsync()
            ?? Guid.NewGuid();

        // Whoever is no operator is asked for at an account that nobody has: the answer takes as long, says as little, and opens nothing.
        if (!await IsOperatorAsync(account))
            account = Guid.NewGuid();
        try
        {
            return await grains.Account(account).SignInAsync(new SignIn(password, code));
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
