using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansChat.WebFront.Tests.Files;

/// <summary>A server on loopback that speaks as much of S3 as we ask for: objects, in one piece and in parts, and ranges of them.</summary>
internal sealed class FakeS3 : IAsyncDisposable
{
    public const string Bucket = "chat-files";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> _parts = new();

    private FakeS3(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>What is stored, by key.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>The requests that came: method, path and query.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Uploads in parts that neither ended nor were given up.</summary>
    public int OpenUploads => _parts.Count;

    /// <summary>Which parts cannot be stored.</summary>
    public Func<int, bool> FailsPart { get; set; } = _ => false;

    public static async Task<FakeS3> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeS3(builder.Build());
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Requests.Enqueue($"{request.Method} {request.Path}{request.QueryString}");
        if (!request.Path.StartsWithSegments($"/{Bucket}", out var rest) || !request.Headers.Authorization.ToString().StartsWith("AWS4-HMAC-SHA256 Credential=access/", StringComparison.Ordinal))
        {
            response.StatusCode = 403;
            return;
        }

        var key = rest.Value!.TrimStart('/');
        var upload = request.Query["uploadId"].ToString();
        switch (request.Method)
        {
            case "PUT" when upload.Length > 0:
                var number = int.Parse(request.Query["partNumber"]!, CultureInfo.InvariantCulture);
                var part = await BodyAsync(request);
                if (FailsPart(number))
                {
                    response.StatusCode = 400;
                    return;
                }

                _parts[upload][number] = part;
                response.Headers.ETag = $"\"part-{number}\"";
                break;
            case "PUT":
                Objects[key] = await BodyAsync(request);
                response.Headers.ETag = "\"whole\"";
                break;
            case "POST" when upload.Length > 0:
                _parts.TryRemove(upload, out var parts);
                Objects[key] = [.. parts!.OrderBy(one => one.Key).SelectMany(one => one.Value)];
                await XmlAsync(response, $"<CompleteMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>");
                break;
            case "POST":
                var id = Guid.NewGuid().ToString("N");
                _parts[id] = new();
                await XmlAsync(response, $"<InitiateMultipartUploadResult><Bucket>{Bucket}</Bucket><Key>{key}</Key><UploadId>{id}</UploadId></InitiateMultipartUploadResult>");
                break;
            case "DELETE" when upload.Length > 0:
                _parts.TryRemove(upload, out _);
                response.StatusCode = 204;
                break;
            case "DELETE":
                Objects.TryRemove(key, out _);
                response.StatusCode = 204;
                break;
            default:
                await ReadAsync(context, key);
                break;
        }
    }

    private async Task ReadAsync(HttpContext context, string key)
    {
        if (!Objects.TryGetValue(key, out var bytes))
            context.Response.StatusCode = 404;
        else
            await Results.Bytes(bytes, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context);
    }

    private static Task XmlAsync(HttpResponse response, string xml)
    {
        response.ContentType = "application/xml";
        return response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?>{xml}");
    }

    /// <summary>The body, out of the signed chunks that clients send.</summary>
    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        if (!request.Headers["x-amz-content-sha256"].ToString().StartsWith("STREAMING-", StringComparison.Ordinal))
            return bytes;
        using var plain = new MemoryStream();
        var at = 0;
        while (true)
        {
            var end = bytes.AsSpan(at).IndexOf("\r\n"u8) + at;
            var length = int.Parse(Encoding.ASCII.GetString(bytes, at, end - at).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
                return plain.ToArray();
            plain.Write(bytes, end + 2, length);
            at = end + 2 + length + 2;
        }
    }
}
