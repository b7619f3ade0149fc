using System.Net.Mime;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace OrleansChat.WebFront.Http.Docs;

/// <summary>A contract as its OpenAPI document describes it: what no endpoint says of itself.</summary>
internal sealed record ContractDocument
{
    /// <summary>The contract's name in paths; the document's own as well.</summary>
    public required string Slug { get; init; }

    /// <summary>Where the contract's REST part lives, such as <c>/social/api/v1</c>: only what is below it is in the document.</summary>
    public required string Prefix { get; init; }

    /// <summary>Where the document is read, such as <c>/social/api/docs</c>.</summary>
    public required string Root { get; init; }

    /// <summary>What the API is called.</summary>
    public required string Title { get; init; }

    /// <summary>What it is for, and how its realtime part is reached.</summary>
    public required string Description { get; init; }

    /// <summary>What the published document says of each endpoint, by method and path below the prefix, such as <c>POST /messages</c>.</summary>
    public required IReadOnlyDictionary<string, DocumentedOperation> Operations { get; init; }

    /// <summary>How the contract spells JSON.</summary>
    public required JsonSerializerOptions Json { get; init; }

    /// <summary>How it words refusals.</summary>
    public required IContractErrors Errors { get; init; }

    /// <summary>The type of the bodies of its refusals.</summary>
    public required Type Error { get; init; }

    /// <summary>Code and message of such a body.</summary>
    public required Func<object, (string Code, string Message)> ReadError { get; init; }

    /// <summary>How it spells ids.</summary>
    public required Func<OpenApiSchema> Id { get; init; }

    /// <summary>The types that its handlers bind from the query.</summary>
    public required IReadOnlyList<DocumentedQuery> Queries { get; init; }

    /// <summary>Corrects what a generated schema cannot know, by the schema's name.</summary>
    public required Action<string, OpenApiSchema> Correct { get; init; }

    /// <summary>How it spells the name of a property, which generated schemas spell in camelCase.</summary>
    public string Spell(string property) => Json.PropertyNamingPolicy?.ConvertName(property) ?? property;

    /// <summary>The path of the prefix on the contract's own port.</summary>
    public string OwnPrefix => Prefix[(Slug.Length + 1)..];

    /// <summary>An endpoint's path below the prefix.</summary>
    public string PathOf(ApiDescription description) => $"/{description.RelativePath}"[Prefix.Length..];
}

/// <summary>A type that handlers bind from the query.</summary>
/// <param name="Type">The type.</param>
/// <param name="Describe">The parameters that it is bound from.</param>
/// <param name="Refusal">What a bad value is refused with, for the document; null where it says nothing of that.</param>
internal sealed record DocumentedQuery(Type Type, Func<IEnumerable<OpenApiParameter>> Describe, Refusal? Refusal = null);

/// <summary>The type of an endpoint's body and how it is sent, for the OpenAPI document.</summary>
internal sealed record DocumentedBody(Type Type, string ContentType = MediaTypeNames.Application.Json);
