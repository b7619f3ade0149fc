using Microsoft.AspNetCore.Mvc;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http.Docs;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Http;

/// <summary>What a contract says of an endpoint where it maps it.</summary>
internal static class EndpointConventions
{
    /// <summary>Only signed-in users may call the endpoint.</summary>
    public static RouteHandlerBuilder ForUsers(this RouteHandlerBuilder endpoint)
        => endpoint.WithMetadata(new RequireUser()).Refuses(ChatError.Unauthenticated);

    /// <summary>The endpoint, or each of a group's, counts towards a limit other than the contract's general one.</summary>
    public static T LimitedBy<T>(this T endpoint, RateLimit limit)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new LimitedBy(limit));

    /// <summary>The endpoint takes bodies of another length than all others: it is told before any of the body is read, and more is refused with 413.</summary>
    public static RouteHandlerBuilder TakesBodyOf(this RouteHandlerBuilder endpoint, long maxBytes) => endpoint.WithMetadata(new RequestSizeLimitAttribute(maxBytes));

    /// <summary>The endpoint's body is a <c>multipart/form-data</c> form: for the OpenAPI document.</summary>
    public static RouteHandlerBuilder TakesForm<T>(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new DocumentedBody(typeof(T), "multipart/form-data"));

    /// <summary>What the endpoint refuses besides what every endpoint does: for the OpenAPI document.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ChatError[] errors)
        => endpoint.WithMetadata(new EndpointRefusals(errors));
}

/// <summary>The refusals of an endpoint.</summary>
internal sealed record EndpointRefusals(IReadOnlyList<ChatError> Errors);
