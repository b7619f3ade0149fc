using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>Completes the document as a whole: what it is, who may call, paths below the base path, and what generated schemas cannot know.</summary>
internal sealed class ContractDocumentTransformer(ContractDocument contract) : IOpenApiDocumentTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new() { Title = contract.Title, Version = "1.0.0", Description = contract.Description };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [ContractDocs.Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        Shorten(document);
        foreach (var (name, schema) in document.Components.Schemas?.Select(known => (known.Key, (OpenApiSchema)known.Value)) ?? [])
        {
            Spell(schema);
            contract.Correct(name, schema);
        }

        return Task.CompletedTask;
    }

    private void Spell(IOpenApiSchema? part)
    {
        // What is referred to is spelled where it stands.
        if (part is not OpenApiSchema schema)
            return;
        foreach (var property in schema.Properties?.Values ?? [])
            Spell(property);
        Spell(schema.Items);
        Spell(schema.AdditionalProperties);
        schema.Properties = schema.Properties?.ToDictionary(property => contract.Spell(property.Key), property => property.Value);
        schema.Required = schema.Required?.Select(contract.Spell).ToHashSet();
    }

    private void Shorten(OpenApiDocument document)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
            paths[path[contract.Prefix.Length..]] = item;
        document.Paths = paths;
        document.Tags = paths.Keys.Select(path => path.Split('/')[1]).Distinct().Select(name => new OpenApiTag { Name = name }).ToHashSet();
    }
}
