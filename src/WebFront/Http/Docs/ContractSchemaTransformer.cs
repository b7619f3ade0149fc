using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansChat.Grains.Interfaces.Accounts;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>Tells the OpenAPI document how a contract spells what .NET would spell otherwise: enums, numbers, and values that may be absent.</summary>
internal sealed class ContractSchemaTransformer(ContractDocument contract) : IOpenApiSchemaTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Inner(context.JsonTypeInfo.Type);
        if (IsOptional(context.JsonTypeInfo.Type))
            (schema.Properties, schema.Required, schema.Description) = (null, null, null);
        if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, type, contract.Json)!)];
        }
        else if (context.JsonTypeInfo.Type != type && type == typeof(string))
        {
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        }
        else if (schema.Type is { } kind && kind.HasFlag(JsonSchemaType.Integer))
        {
            schema.Type = JsonSchemaType.Integer;
            schema.Pattern = null;
        }

        foreach (var property in context.JsonTypeInfo.Properties.Where(property => IsOptional(property.PropertyType)))
            schema.Required?.Remove(property.Name);
        return Task.CompletedTask;
    }

    /// <summary>The type inside <see cref="Optional{T}"/> and <see cref="Nullable{T}"/>.</summary>
    private static Type Inner(Type type)
    {
        while (IsOptional(type) || Nullable.GetUnderlyingType(type) is not null)
            type = type.GetGenericArguments()[0];
        return type;
    }

    private static bool IsOptional(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>);
}
