using System.Globalization;
using Orleans;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Admin;

/// <summary><c>/admin</c>: the page or the form to sign in with, its files, and what it shows.</summary>
internal static partial class AdminEndpoints
{
    private const string WrongCredentials = "The name or the password is wrong.";
    private const string Suspended = "This account is suspended.";
    private const string CodeRequired = "A code of your authenticator is required.";
    private const string WrongCode = "The code is wrong, or was used before.";
    private const string TooManyAttempts = "Too many attempts. Please wait some minutes.";
    private const string Unavailable = "The cluster does not answer. Please try again.";
    private const int MaxFormBytes = 8 * 1024;

    /// <summary>The routes.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder admin, SignInLimit limit)
    {
        admin.MapGet("", GetPage).ExcludeFromDescription();
        admin.MapGet("/{file:regex(^admin\\.(css|js)$|^icon\\.svg$)}", GetFile).ExcludeFromDescription();
        admin.MapGet("/status", GetStatus).ExcludeFromDescription();
        admin.MapPost("/sign-in", (HttpContext context, OperatorSignIn signIn, OperatorCookie cookie, TimeProvider clock, ILogger<OperatorSignIn> log)
            => SignIn(context, signIn, cookie, limit, clock, log)).ExcludeFromDescription();
        admin.MapPost("/sign-out", SignOut).ExcludeFromDescription();
    }

    private static IResult GetPage(HttpRequest request, OperatorCookie cookie)
        => cookie.Read(request) is null ? AdminFiles.SignIn(StatusCodes.Status200OK, "") : AdminFiles.Page();

    private static IResult GetFile(string file) => AdminFiles.Get(file);

    private static async Task<IResult> GetStatus(HttpRequest request, OperatorCookie cookie, IGrainFactory grains)
        => cookie.Read(request) is { } user
            ? Results.Json(AdminStatus.From(await grains.GetGrain<IClusterStatusGrain>(0).GetAsync(user.UserId, user.SessionId)), AdminStatus.Json)
            : Results.StatusCode(StatusCodes.Status401Unauthorized);

    private static async Task<IResult> SignIn(
        HttpContext context, OperatorSignIn signIn, OperatorCookie cookie, SignInLimit limit, TimeProvider clock, ILogger log)
    {
        var client = ClientAddress.Of(context.Connection.RemoteIpAddress);
        if (limit.Refuses(client) is { } until)
        {
            context.Response.Headers.RetryAfter = ((long)Math.Max(1, Math.Ceiling((until - clock.GetUtcNow()).TotalSeconds))).ToString(CultureInfo.InvariantCulture);
            return AdminFiles.SignIn(StatusCodes.Status429TooManyRequests, TooManyAttempts);
        }

        if (context.Request.ContentLength is not <= MaxFormBytes)
            return AdminFiles.SignIn(StatusCodes.Status413PayloadTooLarge, WrongCredentials);
        if (!context.Request.HasFormContentType)
            return AdminFiles.SignIn(StatusCodes.Status415UnsupportedMediaType, WrongCredentials);
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (await signIn.TryAsync(form["name"].ToString().Trim(), form["password"].ToString(), form["code"].ToString().Trim()) is not { } grant)
            {
                LogRefused(log, client);
                return AdminFiles.SignIn(StatusCodes.Status401Unauthorized, WrongCredentials);
            }

            LogSignedIn(log, grant.Account.Id, client);
            cookie.Set(context, grant);
            return SeeOther(context);
        }
        catch (ChatException refused) when (Word(refused.Error) is (var status, var message))
        {
            LogRefused(log, client);
            return AdminFiles.SignIn(status, message);
        }
        catch (InvalidDataException)
        {
            return AdminFiles.SignIn(StatusCodes.Status400BadRequest, WrongCredentials);
        }
        catch (Exception exception) when (Refusal.Of(exception) is { Cluster: ChatError.Unavailable })
        {
            LogUnavailable(log, exception);
            context.Response.Headers.RetryAfter = "1";
            return AdminFiles.SignIn(StatusCodes.Status503ServiceUnavailable, Unavailable);
        }
    }

    /// <summary>What is said to who knows the password.</summary>
    private static (int Status, string Message)? Word(ChatError error) => error switch
    {
        ChatError.Suspended => (StatusCodes.Status403Forbidden, Suspended),
        ChatError.SecondFactorRequired => (StatusCodes.Status401Unauthorized, CodeRequired),
        ChatError.SecondFactorWrong => (StatusCodes.Status401Unauthorized, WrongCode),
        ChatError.TooManyAttempts => (StatusCodes.Status429TooManyRequests, TooManyAttempts),
        _ => null,
    };

    private static async Task<IResult> SignOut(HttpContext context, OperatorCookie cookie, IGrainFactory grains, IRevokedSessions revoked)
    {
        if (cookie.Read(context.Request) is { } user)
        {
            await grains.Account(user.UserId).EndSessionAsync(user.SessionId);
            revoked.Add(user.SessionId);
        }

        OperatorCookie.Clear(context);
        return SeeOther(context);
    }

    private static IResult SeeOther(HttpContext context)
    {
        context.Response.Headers.Location = AdminPage.Path;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    [LoggerMessage(LogLevel.Warning, "A sign-in to the operator page was refused, from {Client}")]
    private static partial void LogRefused(ILogger log, string client);

    [LoggerMessage(LogLevel.Information, "Operator {UserId} signed in to the operator page, from {Client}")]
    private static partial void LogSignedIn(ILogger log, Guid userId, string client);

    [LoggerMessage(LogLevel.Warning, "An operator could not sign in: the cluster does not answer")]
    private static partial void LogUnavailable(ILogger log, Exception exception);
}
