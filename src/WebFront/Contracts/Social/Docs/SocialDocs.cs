using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansChat.WebFront.Http.Listeners;

namespace OrleansChat.WebFront.Contracts.Social.Docs;

/// <summary><c>/api/docs</c>: the contract as an OpenAPI document, and Swagger UI to read and try it.</summary>
internal static class SocialDocs
{
    /// <summary>The name of the security scheme.</summary>
    public const string Bearer = "bearer";

    private const string Root = $"{SocialContract.Slug}/api/docs";
    private const string File = "openapi.json";

    /// <summary>Adds the document.</summary>
    public static void AddSocialDocs(this IServiceCollection services) => services.AddOpenApi(SocialContract.Slug, document =>
    {
        document.ShouldInclude = description => $"/{description.RelativePath}".StartsWith($"{SocialContract.Prefix}/", StringComparison.Ordinal);
        document.AddOperationTransformer<SocialOperationTransformer>();
        document.AddSchemaTransformer<SocialSchemaTransformer>();
        document.AddDocumentTransformer<SocialDocumentTransformer>();
    });

    /// <summary>Serves Swagger UI; other requests do not pass through it, and connections that last keep nothing of it.</summary>
    public static void UseSocialDocs(this WebApplication app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments($"/{Root}"),
        docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = Root;
            ui.DocumentTitle = "Social Communication API";
            ui.SwaggerEndpoint(File, "Social Communication API");
        }));

    /// <summary>Serves the document, with the base path of the port that it is asked for on.</summary>
    public static void MapSocialDocs(this IEndpointRouteBuilder app)
    {
        var written = new ConcurrentDictionary<string, string>();
        app.MapGet($"/{Root}/{File}", async (HttpContext context) =>
        {
            var server = context.Features.Get<ContractPort>()?.Slug == SocialContract.Slug ? "/api/v1" : SocialContract.Prefix;
            if (!written.TryGetValue(server, out var json))
                json = written.GetOrAdd(server, await WriteAsync(context, server));
            return Results.Text(json, "application/json; charset=utf-8");
        }).ExcludeFromDescription();
    }

    /// <summary>An endpoint's path below the prefix.</summary>
    public static string PathOf(ApiDescription description) => $"/{description.RelativePath}"[SocialContract.Prefix.Length..];

    private static async Task<string> WriteAsync(HttpContext context, string server)
    {
        var provider = context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(SocialContract.Slug);
        var document = await provider.GetOpenApiDocumentAsync(context.RequestAborted);
        document.Servers = [new OpenApiServer { Url = server }];
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, context.RequestAborted);
    }
}
