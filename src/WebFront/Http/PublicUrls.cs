using OrleansChat.WebFront.Http.Listeners;

namespace OrleansChat.WebFront.Http;

/// <summary>
/// Absolute URLs of what this server serves: below <c>Public:BaseUrl</c> of the configuration; without it where the request came to, which
/// behind a proxy is what <see cref="KnownProxies"/> believe.
/// </summary>
internal sealed class PublicUrls
{
    private readonly string? _base;

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="Orleans.Runtime.OrleansConfigurationException">It is no http or https URL.</exception>
    public PublicUrls(IConfiguration configuration)
    {
        _base = configuration["Public:BaseUrl"]?.TrimEnd('/');
        if (_base is not null && (!Uri.TryCreate(_base, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            throw new Orleans.Runtime.OrleansConfigurationException("Public:BaseUrl has to be an http or https URL.");
    }

    /// <summary>The URL of a path, contract's name and all; on the contract's own port without it, as its document says.</summary>
    public string Of(HttpContext context, string path)
    {
        if (_base is not null)
            return _base + path;
        var request = context.Request;
        var own = context.Features.Get<ContractPort>() is { } port && new PathString(path).StartsWithSegments($"/{port.Slug}", out var rest) ? rest.Value : path;
        return $"{request.Scheme}://{request.Host}{request.PathBase}{own}";
    }
}
