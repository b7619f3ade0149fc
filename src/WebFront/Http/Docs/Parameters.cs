using Microsoft.OpenApi;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>Parameters of operations.</summary>
internal static class Parameters
{
    /// <summary>A parameter in the query.</summary>
    public static OpenApiParameter InQuery(string name, bool required, OpenApiSchema schema, string description)
        => new() { Name = name, In = ParameterLocation.Query, Required = required, Schema = schema, Description = description };

    /// <summary>A parameter in the path.</summary>
    public static OpenApiParameter InPath(string name, OpenApiSchema schema)
        => new() { Name = name, In = ParameterLocation.Path, Required = true, Schema = schema };

    /// <summary>A header that may be missing.</summary>
    public static OpenApiParameter InHeader(string name, OpenApiSchema schema, string description)
        => new() { Name = name, In = ParameterLocation.Header, Required = false, Schema = schema, Description = description };

    /// <summary>Text of 1 to <paramref name="max"/> characters.</summary>
    public static OpenApiSchema Text(int max) => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = max };

    /// <summary>A number; what it is when it is <paramref name="absent"/>.</summary>
    public static OpenApiSchema Number(int min, int? max, int absent)
        => new() { Type = JsonSchemaType.Integer, Minimum = min.ToString(), Maximum = max?.ToString(), Default = absent };
}
