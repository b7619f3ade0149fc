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
    public async Task<SessionGrant> SignInAsync(string password)
    {
        var result = await passwords.CheckAsync(IsActive ? _account.PasswordHash : null, password);
        if (result == PasswordVerificationResult.Failed)
            throw new ChatException(ChatError.InvalidCredentials);
        var account = result == PasswordVerificationResult.SuccessRehashNeeded
            ? _account with { PasswordHash = await passwords.HashAsync(password) }
            : _account;
        var secret = RefreshSecret.Create();
        var session = NewSession(Guid.CreateVersion7(Now), secret);
        await SaveAsync(account.OpenSession(session, options.Value.MaxSessions, Now));
        await OrLaterAsync(RevokeEndedAsync);
        return Grant(session, secret);
    }

    /// <inheritdoc/>
    public async Task<SessionGrant> RefreshAsync(Guid sessionId, string refreshSecret)
    {
        var known = _account.FindSession(sessionId, Now) ?? throw new ChatException(ChatError.SessionEnded);
        if (!RefreshSecret.Matches(known.SecretHash, refreshSecret))
        {
            // An older secret: somebody else has been using this session.
            await EndAsync([sessionId]);
            throw new ChatException(ChatError.SessionEnded);
        }

        var secret = RefreshSecret.Create();
        var renewed = NewSession(sessionId, secret);
        await SaveAsync(_account.RenewSession(renewed));
        return Grant(renewed, secret);
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

    private Session NewSession(Guid id, string secret) =>
        new(id, RefreshSecret.Hash(secret), Now + options.Value.RefreshTokenLifetime);

    private SessionGrant Grant(Session session, string secret) =>
        new(_account.ToAccount(this.GetPrimaryKey()), session.Id, secret, session.ExpiresAt);
}
