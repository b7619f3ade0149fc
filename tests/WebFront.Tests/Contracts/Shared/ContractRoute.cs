using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Listeners;
using OrleansChat.WebFront.Http.RateLimits;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>A mapped route of a contract's REST part.</summary>
public sealed record ContractRoute(string Method, string Path, IReadOnlyList<string> Parameters, bool NeedsUser, bool IsLimited, long MaxBody)
{
    /// <summary>The name of its example files.</summary>
    public string ExampleName => $"{Method.ToLowerInvariant()}{Path.Replace("{", "").Replace("}", "").Replace('/', '-')}";

    /// <summary>The path with its parameters filled in.</summary>
    public string With(Func<string, string> value) => Parameters.Aggregate(Path[1..], (path, name) => path.Replace($"{{{name}}}", value(name)));

    public override string ToString() => $"{Method} {Path}";

    /// <summary>All routes below a contract's prefix that are mapped, so that a test which walks them cannot miss a new one.</summary>
    public static IReadOnlyList<ContractRoute> Of(ChatServer server, string prefix) =>
    [
        .. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith($"{prefix}/", StringComparison.Ordinal))
            .Select(endpoint => new ContractRoute(
                endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Single(),
                endpoint.RoutePattern.RawText![prefix.Length..],
                [.. endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name)],
                endpoint.Metadata.GetMetadata<RequireUser>() is not null,
                endpoint.Metadata.GetMetadata<Unlimited>() is null,
                endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? ChatListeners.MaxBodyBytes)),
    ];
}
