using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.Grains.Accounts;

/// <summary>Signing in, staying signed in, signing out.</summary>
internal sealed partial class AccountGrain
{
    /// <inheritdoc/>
    public async Task<SessionGrant> SignInAsync(SignIn signIn)
    {
        AccountRules.CheckDevice(signIn.DeviceId);
        var result = await passwords.CheckAsync(IsActive ? _account.PasswordHash : null, signIn.Password);
        if (result == PasswordVerificationResult.Failed)
            throw new ChatException(ChatError.InvalidCredentials);

        // Only who knows the password learns any of what follows.
        if (_account.SuspendedAt is not null)
            throw new ChatException(ChatError.Suspended);
        var account = await WithCodeUsedAsync(signIn.Code);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            account = account with { PasswordHash = await passwords.HashAsync(signIn.Password) };
        var secret = RefreshSecret.Create();
        var session = new Session(Guid.CreateVersion7(Now), RefreshSecret.Hash(secret), SessionEnd, signIn.DeviceId, null, signIn.KeepsRefreshToken);
        await SaveAsync(account.OpenSession(session, options.Value.MaxSessions, Now));
        await OrLaterAsync(RevokeEndedAsync);
        return Grant(session, secret);
    }

    /// <inheritdoc/>
    public async Task<SessionGrant> RefreshAsync(Guid sessionId, string refreshSecret)
    {
        var known = _account.FindSession(sessionId, Now) ?? throw new ChatException(ChatError.SessionEnded);
        var secret = RefreshSecret.Create();
        if (known.Renew(refreshSecret, secret, SessionEnd) is not { } renewed)
        {
            // An older secret: somebody else has been using this session.
            await EndAsync([sessionId]);
            throw new ChatException(ChatError.SessionEnded);
        }

        await SaveAsync(_account.RenewSession(renewed));
        return Grant(renewed, secret);
    }

    /// <inheritdoc/>
    public async Task SetSuspendedAsync(bool suspended)
    {
        var next = Existing().Suspend(suspended, Now);
        if (next != _account)
            await SaveAsync(next);
        await OrLaterAsync(RevokeEndedAsync);
    }

    /// <inheritdoc/>
    public Task<bool> HasSessionAsync(Guid sessionId) => Task.FromResult(IsActive && _account.FindSession(sessionId, Now) is not null);

    /// <inheritdoc/>
    public Task EndSessionAsync(Guid sessionId) => EndAsync([sessionId]);

    /// <inheritdoc/>
    public Task EndAllSessionsAsync() => EndAsync([.. _account.Sessions.Select(session => session.Id)]);

    private async Task EndAsync(ImmutableArray<Guid> sessions)
    {
        var next = _account.EndSessions(sessions, Now);
        if (next != _account)
            await SaveAsync(next);
        await OrLaterAsync(RevokeEndedAsync);
    }

    /// <summary>Tells the cluster of ended sessions. What it was told of is forgotten with the next save; telling twice does no harm.</summary>
    private async Task RevokeEndedAsync()
    {
        if (_account.Revoking.IsEmpty)
            return;
        var due = _account.RevocationsDue(Now, AccessTokens.Longest);
        if (!due.IsEmpty)
            await GrainFactory.GetGrain<ISessionRevocationsGrain>(0).RevokeAsync(this.GetPrimaryKey(), due);
        stored.State = _account = _account with { Revoking = [] };
    }

    private DateTimeOffset SessionEnd => Now + options.Value.RefreshTokenLifetime;

    /// <summary>A token that its client keeps outlives the session's next end, which moves with each renewal.</summary>
    private SessionGrant Grant(Session session, string secret) => new(
        _account.ToAccount(this.GetPrimaryKey()),
        session.Id,
        secret,
        session.KeepsRefreshToken ? Now + options.Value.KeptRefreshTokenLifetime : session.ExpiresAt);
}
