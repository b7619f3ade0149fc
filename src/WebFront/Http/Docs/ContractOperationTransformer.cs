using System.Net.Mime;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http.Json;
using OrleansChat.WebFront.Http.RateLimits;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>Completes an operation of the OpenAPI document: the contract's words and examples, and every refusal as it is really worded.</summary>
internal sealed class ContractOperationTransformer(ContractDocument contract) : IOpenApiOperationTransformer
{
    /// <summary>The request that the refusals of the document's examples belong to.</summary>
    private static readonly RefusalContext Example = new("2b0f6b3c9d5e4a7f8c1d0e9b7a6f5c4d", new DateTimeOffset(2025, 1, 15, 10, 30, 0, TimeSpan.Zero));

    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var path = contract.PathOf(context.Description);
        var document = contract.Operations[$"{context.Description.HttpMethod} {path}"];
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var handler = metadata.OfType<MethodInfo>().Single();
        operation.OperationId = handler.Name;
        operation.Summary = document.Summary;
        operation.Description = document.Description;
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[1], context.Document) };
        operation.Parameters = [.. ParametersOf(handler, context.Description)];
        if (metadata.OfType<RequireUser>().Any())
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(ContractDocs.Bearer, context.Document)] = [] }];
        if (metadata.OfType<DocumentedBody>().SingleOrDefault() is { } body)
        {
            var schema = await ComponentAsync(context, body.Type, cancellationToken, NeverNull);
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType> { [body.ContentType] = new() { Schema = schema, Example = document.Request?.DeepClone() } },
            };
        }

        var success = operation.Responses![document.Status.ToString()];
        success.Description = document.Status == 201 ? "Created" : "OK";
        foreach (var content in success.Content?.Values ?? [])
            content.Example = document.Response?.DeepClone();
        var error = await ComponentAsync(context, contract.Error, cancellationToken);
        foreach (var (status, response) in Refusals(handler, metadata, error))
            operation.Responses[status.ToString()] = response;
    }

    private IEnumerable<IOpenApiParameter> ParametersOf(MethodInfo handler, ApiDescription description)
    {
        foreach (var parameter in description.ParameterDescriptions.Where(parameter => parameter.Source.Id == "Path"))
            yield return Parameters.InPath(parameter.Name, contract.Id());
        foreach (var parameter in QueriesOf(handler).SelectMany(query => query.Describe()))
            yield return parameter;
        if (description.ParameterDescriptions.SingleOrDefault(parameter => parameter.Source.Id == "Header") is { } header)
            yield return Parameters.InHeader(header.Name, Parameters.Text(128), "The client's own id for this request: repeating it stores nothing twice.");
    }

    private IEnumerable<DocumentedQuery> QueriesOf(MethodInfo handler)
        => contract.Queries.Where(query => handler.GetParameters().Any(parameter => parameter.ParameterType == query.Type));

    private IEnumerable<(int Status, OpenApiResponse Response)> Refusals(MethodInfo handler, IList<object> metadata, IOpenApiSchema schema)
    {
        var refusals = metadata.OfType<EndpointRefusals>().SelectMany(refusals => refusals.Errors).Append(ChatError.Unavailable).Select(Refusal.By).ToList();
        refusals.Add(Refusal.By(HttpRefusal.Internal));
        if (!metadata.OfType<Unlimited>().Any())
            refusals.Add(Refusal.By(HttpRefusal.TooManyRequests));
        if (metadata.OfType<DocumentedBody>().Any())
            refusals.AddRange([BodyMissing(), Refusal.By(HttpRefusal.BodyTooLarge), Refusal.By(HttpRefusal.UnsupportedMediaType)]);
        else
            refusals.AddRange(QueriesOf(handler).Select(query => query.Refusal).OfType<Refusal>());
        return refusals.Distinct().Select(refusal => contract.Errors.Word(refusal, Example)).GroupBy(error => error.Status, error => error.Body).OrderBy(status => status.Key)
            .Select(status => (status.Key, new OpenApiResponse
            {
                Description = contract.ReadError(status.First()).Code,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [MediaTypeNames.Application.Json] = new OpenApiMediaType { Schema = schema, Examples = Examples(status) },
                },
            }));
    }

    private Dictionary<string, IOpenApiExample> Examples(IEnumerable<object> bodies)
        => bodies.DistinctBy(body => contract.ReadError(body).Message).ToDictionary(body => contract.ReadError(body).Message, IOpenApiExample (body) => new OpenApiExample
        {
            Value = JsonSerializer.SerializeToNode(body, body.GetType(), contract.Json),
        });

    /// <summary>Bodies are read with everything nullable, so that what is missing can be named; required fields are not.</summary>
    private static void NeverNull(OpenApiSchema body)
    {
        foreach (var property in (body.Required ?? new HashSet<string>()).Select(name => body.Properties![name]).OfType<OpenApiSchema>())
            property.Type &= ~JsonSchemaType.Null;
    }

    private static Refusal BodyMissing() => Refusal.Of(new ChatException(StrictJson.Body, "must not be empty."));

    private static async Task<IOpenApiSchema> ComponentAsync(
        OpenApiOperationTransformerContext context, Type type, CancellationToken cancellationToken, Action<OpenApiSchema>? change = null)
    {
        var schema = await context.GetOrCreateSchemaAsync(type, null, cancellationToken);
        change?.Invoke(schema);
        context.Document!.AddComponent(type.Name, schema);
        return new OpenApiSchemaReference(type.Name, context.Document);
    }
}
