using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Http.Versions;

namespace OrleansChat.WebFront.Http;

/// <summary>What every request to a contract goes through before its endpoint.</summary>
internal static class ContractPipeline
{
    /// <summary>Refusals in the contract's words for all that it serves; who calls, limits and permission for its REST part.</summary>
    /// <param name="app">The application, after routing.</param>
    /// <param name="slug">The contract's prefix.</param>
    /// <param name="rest">Where its REST part lives.</param>
    /// <param name="errors">How it words refusals.</param>
    /// <param name="general">The limit of endpoints that have none of their own.</param>
    /// <param name="version">The version that every answer tells of; null where the contract has no header for it.</param>
    public static void UseContract(this WebApplication app, string slug, PathString rest, IContractErrors errors, RateLimit general, HeaderVersion? version = null)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments($"/{slug}"),
            contract =>
            {
                contract.UseMiddleware<RefusalMiddleware>(errors);
                if (version is not null)
                    contract.UseMiddleware<VersionAnswerMiddleware>(version);
            });
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(rest),
            contract =>
            {
                contract.UseMiddleware<AuthenticationMiddleware>();
                if (app.Configuration.AppliesRateLimits())
                    contract.UseMiddleware<RateLimitMiddleware>(general);
                contract.UseMiddleware<AuthorizationMiddleware>();
            });
    }
}
