namespace OrleansChat.WebFront.Http;

/// <summary>
/// Gives the endpoints of contracts the application's own services: none of them asks for anything that lives as long as a request, for
/// which every request would otherwise make a scope, and dispose of it. Who asks all the same is refused by the container's validation.
/// </summary>
internal sealed class SharedServicesMiddleware(RequestDelegate next, RestPrefixes rest, IServiceProvider services)
{
    /// <summary>Hands the services over.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (rest.Contain(context.Request.Path))
            context.RequestServices = services;
        return next(context);
    }
}
