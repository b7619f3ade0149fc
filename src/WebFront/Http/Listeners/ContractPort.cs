namespace OrleansChat.WebFront.Http.Listeners;

/// <summary>Marks connections to a port that one contract owns: there it is served at the root, as its document says.</summary>
internal sealed record ContractPort(string Slug);

/// <summary>
/// On a contract's own port, puts the contract's prefix before every path that does not name a contract itself. Runs before
/// routing, so that endpoints are mapped once.
/// </summary>
internal sealed class ContractPortMiddleware(RequestDelegate next, IReadOnlyList<PathString> shared)
{
    /// <summary>Completes the path.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<ContractPort>() is { } port && !shared.Any(prefix => request.Path.StartsWithSegments(prefix)))
            request.Path = new PathString($"/{port.Slug}{request.Path.Value}");
        return next(context);
    }
}
