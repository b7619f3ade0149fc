using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrleansChat.WebFront.Contracts.Social.Docs;

/// <summary>Completes the document as a whole: what it is, who may call, paths below the base path, and what generated schemas cannot know.</summary>
internal sealed class SocialDocumentTransformer : IOpenApiDocumentTransformer
{
    private const string Data = "data";

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Social Communication API",
            Version = "1.0.0",
            Description = "Real-time messaging and audio/video calling. Realtime events: Socket.IO on this port, SignalR at `/social/hub`.",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [SocialDocs.Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        Shorten(document);
        foreach (var (name, schema) in document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            Correct(name, (OpenApiSchema)schema);
        return Task.CompletedTask;
    }

    private static void Shorten(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
            paths[path[SocialContract.Prefix.Length..]] = item;
        document.Paths = paths;
        document.Tags = paths.Keys.Select(path => path.Split('/')[1]).Distinct().Select(name => new OpenApiTag { Name = name }).ToHashSet();
    }

    /// <summary>An envelope's message may be left out, its data is what it says; an error's success is always there.</summary>
    private static void Correct(string name, OpenApiSchema schema)
    {
        if (name == nameof(SocialError))
            schema.Required?.Add("success");
        if (!name.StartsWith("SocialEnvelopeOf", StringComparison.Ordinal))
            return;
        schema.Required?.Remove("message");
        if (schema.Properties is { } properties && properties[Data] is OpenApiSchema { OneOf: { } choices })
            properties[Data] = choices.OfType<OpenApiSchemaReference>().Single();
    }
}
