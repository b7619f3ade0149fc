using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Contracts.Social.Auth;

/// <summary><c>/auth</c>: accounts and sessions.</summary>
internal static class SocialAuthEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapSocialAuth(this IEndpointRouteBuilder social)
    {
        social.MapPost("/auth/register", Register).LimitedBy(SocialLimits.Auth).Refuses(ChatError.EmailTaken, ChatError.UsernameTaken);
        social.MapPost("/auth/login", Login).LimitedBy(SocialLimits.Auth).Refuses(
            ChatError.InvalidCredentials, ChatError.Suspended, ChatError.SecondFactorRequired, ChatError.SecondFactorWrong, ChatError.TooManyAttempts);
        social.MapPost("/auth/logout", Logout).ForUsers().Refuses(ChatError.SessionEnded);
        social.MapPost("/auth/logout-all", LogoutAll).ForUsers();
        social.MapPost("/auth/refresh", RefreshTokens).Refuses(ChatError.SessionEnded);
        social.MapGet("/auth/me", GetMe).ForUsers().Refuses(ChatError.UserNotFound);
    }

    private static async Task<SocialCreated<SocialRegistration>> Register(SocialBody<RegisterSocialUser> body, IGrainFactory grains, TimeProvider clock)
    {
        var account = await grains.Account(Guid.CreateVersion7(clock.GetUtcNow())).RegisterAsync(body.Value.Checked());
        return SocialAnswer.Created($"../users/{account.Id}", SocialRegistration.From(account), "User registered successfully");
    }

    private static async Task<SocialOk<SocialSignIn>> Login(SocialBody<SignInSocialUser> body, IGrainFactory grains, ChatTokens tokens)
    {
        var (email, signIn) = body.Value.Checked();

        // An address that nobody has is asked for at an account that nobody has: the answer takes as long and says as little.
        var grant = await grains.Account(await grains.Handle(Handle.Email(email)).FindAsync() ?? Guid.NewGuid()).SignInAsync(signIn);
        return SocialAnswer.Ok(
            new SocialSignIn(SocialSignedInUser.From(grant.Account), tokens.IssueAccess(grant, SocialContract.AccessLifetime), tokens.IssueRefresh(grant)), "Login successful");
    }

    private static async Task<SocialOk<object?>> Logout(
        SocialBody<PresentSocialRefreshToken> body, CurrentUser user, IGrainFactory grains, ChatTokens tokens, IRevokedSessions revoked)
    {
        var token = tokens.ReadRefresh(body.Value.Checked());
        if (token is null || token.UserId != user.Id)
            throw new ChatException(ChatError.SessionEnded);
        foreach (var session in new[] { token.SessionId, user.SessionId }.Distinct())
        {
            await grains.Account(user.Id).EndSessionAsync(session);
            revoked.Add(session);
        }

        return SocialAnswer.Done("Logout successful");
    }

    private static async Task<SocialOk<object?>> LogoutAll(CurrentUser user, IGrainFactory grains, IRevokedSessions revoked)
    {
        await grains.Account(user.Id).EndAllSessionsAsync();
        revoked.Add(user.SessionId);
        return SocialAnswer.Done("Logged out from all devices");
    }

    private static async Task<SocialOk<SocialTokens>> RefreshTokens(SocialBody<PresentSocialRefreshToken> body, IGrainFactory grains, ChatTokens tokens)
    {
        var token = tokens.ReadRefresh(body.Value.Checked()) ?? throw new ChatException(ChatError.SessionEnded);
        var grant = await grains.Account(token.UserId).RefreshAsync(token.SessionId, token.Secret);
        return SocialAnswer.Ok(new SocialTokens(tokens.IssueAccess(grant, SocialContract.AccessLifetime), tokens.IssueRefresh(grant)), "Token refreshed successfully");
    }

    private static async Task<SocialOk<SocialProfile>> GetMe(CurrentUser user, IGrainFactory grains)
    {
        var account = await grains.Account(user.Id).GetAsync();
        return SocialAnswer.Ok(SocialProfile.From(account, await grains.Presence(user.Id).IsOnlineAsync()));
    }
}
