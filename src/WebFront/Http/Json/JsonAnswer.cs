using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansChat.WebFront.Http.Json;

/// <summary>
/// Answers with JSON that is complete before its first byte leaves: its length stands in front and it needs no chunks, and an answer that
/// cannot be encoded is an error like any other.
/// </summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions Trusted = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Encodes a value and sends it.</summary>
    public static Task WriteAsync<T>(HttpContext context, int status, T body, JsonSerializerOptions options)
    {
        using var bytes = new PooledBytes();
        using (var writer = new Utf8JsonWriter(bytes, Trusted with { MaxDepth = options.MaxDepth }))
            JsonSerializer.Serialize(writer, body, options);
        return SendAsync(context, status, bytes.Written.Span);
    }

    /// <summary>Sends what is encoded already; <paramref name="body"/> may be given back as soon as this returns. Done when the client has made room for it.</summary>
    public static Task SendAsync(HttpContext context, int status, ReadOnlySpan<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        response.BodyWriter.Write(body);

        // A connection that is lost ends the wait by itself; asking for a token would make one for every request.
        var flush = response.BodyWriter.FlushAsync(CancellationToken.None);
        return flush.IsCompletedSuccessfully ? Task.CompletedTask : flush.AsTask();
    }
}
