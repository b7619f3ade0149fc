using System.Collections.Concurrent;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansChat.WebFront.Http.Listeners;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>Serves contracts as OpenAPI documents, each with Swagger UI to read and try it.</summary>
internal static class ContractDocs
{
    /// <summary>The name of the security scheme.</summary>
    public const string Bearer = "bearer";

    private const string File = "openapi.json";

    /// <summary>Adds a contract's document.</summary>
    public static void AddDocs(this IServiceCollection services, ContractDocument contract) => services.AddOpenApi(contract.Slug, document =>
    {
        document.ShouldInclude = description => $"/{description.RelativePath}".StartsWith($"{contract.Prefix}/", StringComparison.Ordinal);
        document.AddOperationTransformer(new ContractOperationTransformer(contract));
        document.AddSchemaTransformer(new ContractSchemaTransformer(contract));
        document.AddDocumentTransformer(new ContractDocumentTransformer(contract));
    });

    /// <summary>Serves Swagger UI; other requests do not pass through it, and connections that last keep nothing of it.</summary>
    public static void UseDocs(this WebApplication app, ContractDocument contract) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments(contract.Root),
        docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = contract.Root[1..];
            ui.DocumentTitle = contract.Title;
            ui.SwaggerEndpoint(File, contract.Title);
        }));

    /// <summary>Serves the document, with the base path of the port that it is asked for on.</summary>
    public static void MapDocs(this IEndpointRouteBuilder app, ContractDocument contract)
    {
        var written = new ConcurrentDictionary<string, string>();
        app.MapGet($"{contract.Root}/{File}", async (HttpContext context) =>
        {
            var server = context.Features.Get<ContractPort>()?.Slug == contract.Slug ? contract.OwnPrefix : contract.Prefix;
            if (!written.TryGetValue(server, out var json))
                json = written.GetOrAdd(server, await WriteAsync(contract.Slug, context, server));
            return Results.Text(json, "application/json; charset=utf-8");
        }).ExcludeFromDescription();
    }

    private static async Task<string> WriteAsync(string slug, HttpContext context, string server)
    {
        var provider = context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(slug);
        var document = await provider.GetOpenApiDocumentAsync(context.RequestAborted);
        document.Servers = [new OpenApiServer { Url = server }];
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
    }
}
