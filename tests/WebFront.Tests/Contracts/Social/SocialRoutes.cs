using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>A mapped route of the REST part.</summary>
internal sealed record SocialRoute(string Method, string Path, IReadOnlyList<string> Parameters, bool NeedsUser, bool IsLimited)
{
    /// <summary>The name of its example files.</summary>
    public string ExampleName => $"{Method.ToLowerInvariant()}{Path.Replace("{", "").Replace("}", "").Replace('/', '-')}";

    /// <summary>The path with its parameters filled in.</summary>
    public string With(Func<string, string> value) => Parameters.Aggregate(Path[1..], (path, name) => path.Replace($"{{{name}}}", value(name)));

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>All routes that are mapped, so that a test which walks them cannot miss a new one.</summary>
internal static class SocialRoutes
{
    /// <summary>The routes below the REST prefix.</summary>
    public static IReadOnlyList<SocialRoute> Of(ChatServer server) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(SocialContract.Prefix, StringComparison.Ordinal))
            .Select(endpoint => new SocialRoute(
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single(),
                endpoint.RoutePattern.RawText![SocialContract.Prefix.Length..],
                [.. endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name)],
                endpoint.Metadata.GetMetadata<RequireUser>() is not null,
                endpoint.Metadata.GetMetadata<Unlimited>() is null)),
    ];
}
