using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Interfaces.Accounts;

/// <summary>One account: profile, credentials and sessions. Keyed by user id.</summary>
[Alias("account-grain")]
public interface IAccountGrain : IGrainWithGuidKey
{
    /// <summary>Claims the handles and creates the account.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.EmailTaken"/>, <see cref="ChatError.UsernameTaken"/>, <see cref="ChatError.PhoneTaken"/>, <see cref="ChatError.Invalid"/>.
    /// </exception>
    [Alias("register")]
    Task<Account> RegisterAsync(NewAccount account);

    /// <summary>Creates the configured operator's account, or sets its password and role.</summary>
    [Alias("ensure-operator")]
    Task EnsureOperatorAsync(NewAccount account);

    /// <summary>The profile.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/> (a deleted account too).</exception>
    [Alias("get"), ReadOnly, AlwaysInterleave]
    Task<Account> GetAsync();

    /// <summary>Whether the account exists and is not deleted.</summary>
    [Alias("exists"), ReadOnly, AlwaysInterleave]
    Task<bool> ExistsAsync();

    /// <summary>Checks the password, then whether the account may be used, then the code of its second factor if it has one, and opens a session.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.InvalidCredentials"/>, <see cref="ChatError.Suspended"/>, <see cref="ChatError.SecondFactorRequired"/>,
    /// <see cref="ChatError.SecondFactorWrong"/>, <see cref="ChatError.TooManyAttempts"/>, <see cref="ChatError.Invalid"/>.
    /// </exception>
    [Alias("open-session")]
    Task<SessionGrant> SignInAsync(SignIn signIn);

    /// <summary>
    /// Trades a refresh secret for a new one. A secret that was used before ends the session it came from; in a session that keeps its
    /// refresh token, only once the secret it was traded for last was used.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ChatError.SessionEnded"/>.</exception>
    [Alias("refresh")]
    Task<SessionGrant> RefreshAsync(Guid sessionId, string refreshSecret);

    /// <summary>Whether the session is alive.</summary>
    [Alias("has-session"), ReadOnly, AlwaysInterleave]
    Task<bool> HasSessionAsync(Guid sessionId);

    /// <summary>Ends one session; a session that is over already stays over.</summary>
    [Alias("end-session")]
    Task EndSessionAsync(Guid sessionId);

    /// <summary>Ends every session.</summary>
    [Alias("end-all-sessions")]
    Task EndAllSessionsAsync();

    /// <summary>Suspends the account, which ends its sessions at once and opens no more, or lets it be used again.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>.</exception>
    [Alias("set-suspended")]
    Task SetSuspendedAsync(bool suspended);

    /// <summary>Begins to set up a second factor, in place of one that was never confirmed. Until it is confirmed signing in needs no code.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>, <see cref="ChatError.SecondFactorAlreadyOn"/>.</exception>
    [Alias("begin-second-factor")]
    Task<SecondFactorSetup> BeginSecondFactorAsync();

    /// <summary>Checks a code of the authenticator. The first right one makes the second factor count.</summary>
    /// <exception cref="ChatException">
    /// <see cref="ChatError.UserNotFound"/>; <see cref="ChatError.Invalid"/> (<c>code</c>); <see cref="ChatError.TooManyAttempts"/>.
    /// </exception>
    [Alias("confirm-second-factor")]
    Task ConfirmSecondFactorAsync(string code);

    /// <summary>Proves that the account's owner reads its mail.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.VerificationInvalid"/>.</exception>
    [Alias("verify-email")]
    Task VerifyEmailAsync(string token);

    /// <summary>Changes the profile.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>, <see cref="ChatError.UsernameTaken"/>, <see cref="ChatError.Invalid"/>.</exception>
    [Alias("update")]
    Task<Account> UpdateAsync(AccountChange change);

    /// <summary>Deletes the account: ends its sessions, frees its handles, leaves its groups, marks its messages' author as deleted.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.UserNotFound"/>.</exception>
    [Alias("delete")]
    Task DeleteAsync();

    /// <summary>Remembers when the user was last seen; called by presence, at most once per visit.</summary>
    [Alias("seen")]
    Task SeenAsync(DateTimeOffset at);

    /// <summary>Whether this account really holds a handle; asked by a handle that another account wants to claim.</summary>
    [Alias("holds"), ReadOnly, AlwaysInterleave]
    Task<bool> HoldsAsync(string handle);
}
