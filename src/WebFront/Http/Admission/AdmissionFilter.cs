namespace OrleansChat.WebFront.Http.Admission;

/// <summary>Marks endpoints that are shed first: nothing is lost for good when they are refused.</summary>
internal sealed class Transient;

/// <summary>
/// Lets requests through to the grains while there is room, and answers 503 otherwise. A filter, for it runs between the
/// reading of the body and the writing of the answer: a slow client takes no place.
/// </summary>
internal static class AdmissionFilter
{
    private const string Kind = "request";

    /// <summary>All endpoints of the group lead to grains.</summary>
    public static RouteGroupBuilder Admitted(this RouteGroupBuilder group) => group.AddEndpointFilter(FilterAsync);

    /// <summary>The endpoint is shed first.</summary>
    public static RouteHandlerBuilder ShedFirst(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new Transient());

    private static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var transient = http.GetEndpoint()?.Metadata.GetMetadata<Transient>() is not null;
        var admission = http.RequestServices.GetRequiredService<AdmissionControl>();
        var user = CurrentUser.Of(http)?.Id;

        // Only who has to wait asks for the token: it is made when it is asked for.
        if ((admission.TryEnter(user, transient) ?? await admission.EnterAsync(user, transient, http.RequestAborted)) is not { } place)
        {
            // Without a body: RefusalMiddleware words it.
            http.RequestServices.GetRequiredService<OverloadMetrics>().Shed(Kind, transient);
            return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        using (place)
            return await next(context);
    }
}
