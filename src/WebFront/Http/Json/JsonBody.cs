using System.Buffers;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>The bytes of a JSON body, within Kestrel's bound on their number.</summary>
internal static class JsonBody
{
    /// <summary>Reads the body to its end.</summary>
    /// <exception cref="ChatException">There is none.</exception>
    /// <exception cref="BadHttpRequestException">It is too large (413), is not JSON (415), or breaks HTTP.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            throw new ChatException(StrictJson.Body, "must not be empty.");
        if (!IsJson(context.Request.ContentType))
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        var reader = context.Request.BodyReader;
        while (true)
        {
            // A small body came with its headers: then there is nothing to wait for, and no token to make.
            if (!reader.TryRead(out var read))
                read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsJson(string? contentType)
        => contentType == MediaTypeNames.Application.Json || IsJsonInOtherWords(contentType);

    private static bool IsJsonInOtherWords(string? contentType)
        => MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));
}
