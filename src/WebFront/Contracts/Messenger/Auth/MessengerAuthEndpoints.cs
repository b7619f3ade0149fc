using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Contracts.Messenger.Auth;

/// <summary><c>/auth</c>: accounts and sessions.</summary>
internal static class MessengerAuthEndpoints
{
    /// <summary>The routes.</summary>
    public static void MapMessengerAuth(this IEndpointRouteBuilder auth)
    {
        auth.MapPost("/register", Register).Refuses(ChatError.EmailTaken, ChatError.UsernameTaken, ChatError.PhoneTaken);
        auth.MapPost("/login", Login).Refuses(
            ChatError.InvalidCredentials, ChatError.Suspended, ChatError.SecondFactorRequired, ChatError.SecondFactorWrong, ChatError.TooManyAttempts);
        auth.MapPost("/refresh", RefreshTokens).Refuses(ChatError.SessionEnded);
        auth.MapPost("/logout", Logout).ForUsers();
        auth.MapPost("/2fa/enable", EnableSecondFactor).ForUsers().Refuses(ChatError.UserNotFound, ChatError.SecondFactorAlreadyOn);
        auth.MapPost("/2fa/verify", VerifySecondFactor).ForUsers().Refuses(ChatError.UserNotFound, ChatError.TooManyAttempts);
        auth.MapPost("/verify-email", VerifyEmail).Refuses(ChatError.VerificationInvalid);
    }

    private static async Task<MessengerCreated<MessengerRegistration>> Register(
        MessengerBody<RegisterMessengerUser> body, IGrainFactory grains, TimeProvider clock)
    {
        var account = await grains.Account(Guid.CreateVersion7(clock.GetUtcNow())).RegisterAsync(body.Value.Checked());
        return MessengerAnswer.Created(
            $"../users/{MessengerId.OfUser(account.Id)}", MessengerRegistration.From(account), "User registered successfully. Please verify your email.");
    }

    private static async Task<MessengerOk<MessengerSignIn>> Login(MessengerBody<SignInMessengerUser> body, IGrainFactory grains, ChatTokens tokens)
    {
        var (email, signIn) = body.Value.Checked();

        // An address that nobody has is asked for at an account that nobody has: the answer takes as long and says as little.
        var grant = await grains.Account(await grains.Handle(Handle.Email(email)).FindAsync() ?? Guid.NewGuid()).SignInAsync(signIn);
        return MessengerAnswer.Ok(MessengerSignIn.From(grant, tokens));
    }

    private static async Task<MessengerOk<MessengerTokens>> RefreshTokens(MessengerBody<PresentMessengerRefreshToken> body, IGrainFactory grains, ChatTokens tokens)
    {
        var token = tokens.ReadRefresh(body.Value.Checked()) ?? throw new ChatException(ChatError.SessionEnded);
        return MessengerAnswer.Ok(MessengerTokens.From(await grains.Account(token.UserId).RefreshAsync(token.SessionId, token.Secret), tokens));
    }

    private static async Task<MessengerSaid> Logout(CurrentUser user, IGrainFactory grains, IRevokedSessions revoked)
    {
        await grains.Account(user.Id).EndSessionAsync(user.SessionId);
        revoked.Add(user.SessionId);
        return MessengerAnswer.Done("Logged out successfully");
    }

    private static async Task<MessengerOk<MessengerSecondFactor>> EnableSecondFactor(CurrentUser user, IGrainFactory grains)
        => MessengerAnswer.Ok(MessengerSecondFactor.From(await grains.Account(user.Id).BeginSecondFactorAsync()));

    private static async Task<MessengerSaid> VerifySecondFactor(MessengerBody<VerifyMessengerSecondFactor> body, CurrentUser user, IGrainFactory grains)
    {
        await grains.Account(user.Id).ConfirmSecondFactorAsync(body.Value.Checked());
        return MessengerAnswer.Done("2FA verified successfully");
    }

    private static async Task<MessengerSaid> VerifyEmail(MessengerBody<VerifyMessengerEmail> body, IGrainFactory grains)
    {
        var token = body.Value.Checked();
        var account = VerificationToken.AccountOf(token) ?? throw new ChatException(ChatError.VerificationInvalid);
        await grains.Account(account).VerifyEmailAsync(token);
        return MessengerAnswer.Done("Email verified successfully");
    }
}
