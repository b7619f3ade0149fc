using System.Net.Mime;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Contracts.Social.Docs;

/// <summary>Completes an operation of the OpenAPI document: the contract's words and examples, and every refusal as it is really worded.</summary>
internal sealed class SocialOperationTransformer : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var path = SocialDocs.PathOf(context.Description);
        var document = SocialOperation.Of(context.Description.HttpMethod!, path);
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var handler = metadata.OfType<MethodInfo>().Single();
        operation.OperationId = handler.Name;
        operation.Summary = document.Summary;
        operation.Description = document.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[1], context.Document) };
        operation.Parameters = [.. Parameters(handler, context.Description)];
        if (metadata.OfType<RequireUser>().Any())
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(SocialDocs.Bearer, context.Document)] = [] }];
        if (metadata.OfType<SocialBodyType>().SingleOrDefault() is { } body)
        {
            var schema = await ComponentAsync(context, body.Type, cancellationToken, NeverNull);
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Json(schema, document.Request) };
        }

        var success = operation.Responses![document.Status.ToString()];
        success.Description = document.Status == 201 ? "Created" : "OK";
        foreach (var content in success.Content!.Values)
            content.Example = document.Response.DeepClone();
        var error = await ComponentAsync(context, typeof(SocialError), cancellationToken);
        foreach (var (status, response) in Refusals(handler, metadata, error))
            operation.Responses[status.ToString()] = response;
    }

    private static IEnumerable<IOpenApiParameter> Parameters(MethodInfo handler, ApiDescription description)
    {
        foreach (var parameter in description.ParameterDescriptions.Where(parameter => parameter.Source.Id == "Path"))
            yield return Parameter(parameter.Name, ParameterLocation.Path, true, new() { Type = JsonSchemaType.String, Format = "uuid" }, null);
        if (Takes<SocialQuery>(handler))
            yield return Parameter("query", ParameterLocation.Query, true, Text(SocialQuery.MaxLength), "Search query");
        if (Takes<SocialPaging>(handler))
        {
            yield return Parameter("page", ParameterLocation.Query, false, Number(1, null), "Page number");
            yield return Parameter("limit", ParameterLocation.Query, false, Number(SocialPaging.DefaultLimit, SocialPaging.MaxLimit), "Items per page");
        }

        if (description.ParameterDescriptions.SingleOrDefault(parameter => parameter.Source.Id == "Header") is { } header)
            yield return Parameter(header.Name, ParameterLocation.Header, false, Text(128), "The client's own id for this request: repeating it stores nothing twice.");
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, bool required, OpenApiSchema schema, string? description)
        => new() { Name = name, In = place, Required = required, Schema = schema, Description = description };

    private static OpenApiSchema Text(int max) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = max };

    private static OpenApiSchema Number(int absent, int? max)
        => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = max?.ToString(), Default = absent };

    private static IEnumerable<(int Status, OpenApiResponse Response)> Refusals(MethodInfo handler, IList<object> metadata, IOpenApiSchema schema)
    {
        var refusals = metadata.OfType<EndpointRefusals>().SelectMany(refusals => refusals.Errors).Append(ChatError.Unavailable).Select(Refusal.By).ToList();
        refusals.Add(Refusal.By(HttpRefusal.Internal));
        if (!metadata.OfType<Unlimited>().Any())
            refusals.Add(Refusal.By(HttpRefusal.TooManyRequests));
        if (metadata.OfType<SocialBodyType>().Any())
            refusals.AddRange([Invalid("body", "must not be empty."), Refusal.By(HttpRefusal.BodyTooLarge), Refusal.By(HttpRefusal.UnsupportedMediaType)]);
        else if (Takes<SocialPaging>(handler))
            refusals.Add(Invalid("limit", $"must be an integer from 1 to {SocialPaging.MaxLimit}."));
        return refusals.Distinct().Select(SocialErrors.Word).GroupBy(error => error.Status, error => error.Body).OrderBy(status => status.Key)
            .Select(status => (status.Key, new OpenApiResponse
            {
                Description = status.First().Code,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new OpenApiMediaType
                    {
                        Schema = schema,
                        Examples = status.DistinctBy(body => body.Message).ToDictionary(body => body.Message, IOpenApiExample (body) => new OpenApiExample
                        {
                            Value = JsonSerializer.SerializeToNode(body, SocialJson.Options),
                        }),
                    },
                },
            }));
    }

    /// <summary>Bodies are read with everything nullable, so that what is missing can be named; required fields are not.</summary>
    private static void NeverNull(OpenApiSchema body)
    {
        foreach (var property in (body.Required ?? new HashSet<string>()).Select(name => body.Properties![name]).OfType<OpenApiSchema>())
            property.Type &= ~JsonSchemaType.Null;
    }

    private static Refusal Invalid(string field, string rule) => new(ChatError.Invalid, field, rule, null);

    private static async Task<IOpenApiSchema> ComponentAsync(
        OpenApiOperationTransformerContext context, Type type, CancellationToken cancellationToken, Action<OpenApiSchema>? change = null)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        change?.Invoke(schema);
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, context.Document);
    }

    private static bool Takes<T>(MethodInfo handler) => handler.GetParameters().Any(parameter => parameter.ParameterType == typeof(T));

    private static Dictionary<string, OpenApiMediaType> Json(IOpenApiSchema schema, JsonNode? example)
        => new() { [MediaTypeNames.Application.Json] = new OpenApiMediaType { Schema = schema, Example = example?.DeepClone() } };
}
