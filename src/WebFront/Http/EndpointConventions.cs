using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Http;

/// <summary>What a contract says of an endpoint where it maps it.</summary>
internal static class EndpointConventions
{
    /// <summary>Only signed-in users may call the endpoint.</summary>
    public static RouteHandlerBuilder ForUsers(this RouteHandlerBuilder endpoint)
        => endpoint.WithMetadata(new RequireUser()).Refuses(ChatError.Unauthenticated);

    /// <summary>The endpoint has a limit of its own.</summary>
    public static RouteHandlerBuilder LimitedBy(this RouteHandlerBuilder endpoint, RateLimit limit) => endpoint.WithMetadata(new LimitedBy(limit));

    /// <summary>What the endpoint refuses besides what every endpoint does: for the OpenAPI document.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ChatError[] errors)
        => endpoint.WithMetadata(new EndpointRefusals(errors));
}

/// <summary>The refusals of an endpoint.</summary>
internal sealed record EndpointRefusals(IReadOnlyList<ChatError> Errors);
