using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Files;

/// <summary>
/// The bytes of a file, whole or a range of them, or that nothing changed. Whatever is in it, a browser saves it and neither runs nor lays
/// it out.
/// </summary>
/// <param name="bytes">The bytes, which are disposed of.</param>
/// <param name="mime">Their type.</param>
/// <param name="name">The name to save them under.</param>
/// <param name="tag">What tells them from all others.</param>
internal sealed class FileAnswer(Stream bytes, string mime, string name, string tag) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.ContentDisposition = FileNames.Disposition(name);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";

        // Who may have it is asked again each time; only what was had before need not be sent again.
        response.Headers.CacheControl = "private, no-cache";
        if (HeadMiddleware.WasHead(httpContext))
            httpContext.Request.Method = HttpMethods.Head;
        await Results.Stream(bytes, mime, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true).ExecuteAsync(httpContext);
        if (response.StatusCode != StatusCodes.Status416RangeNotSatisfiable || response.HasStarted)
            return;

        // Nothing of the file is sent: this is a refusal, in the contract's words.
        response.ContentType = null;
        response.ContentLength = null;
        response.Headers.ContentDisposition = default;
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK));
}
