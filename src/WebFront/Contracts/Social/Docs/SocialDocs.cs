using Microsoft.OpenApi;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Docs;

namespace OrleansChat.WebFront.Contracts.Social.Docs;

/// <summary><c>/api/docs</c>: what the contract's document says beside its endpoints.</summary>
internal static class SocialDocs
{
    private const string Data = "data";

    /// <summary>The document.</summary>
    public static ContractDocument Document { get; } = new()
    {
        Slug = SocialContract.Slug,
        Prefix = SocialContract.Prefix,
        Root = $"{SocialContract.Rest}/docs",
        Title = "Social Communication API",
        Description = "Real-time messaging and audio/video calling. Realtime events: Socket.IO on this port, SignalR at `/social/hub`.",
        Operations = DocumentedOperation.Load(typeof(SocialDocs), "SocialOperations.json"),
        Json = SocialJson.Options,
        Errors = new SocialErrors(),
        Error = typeof(SocialError),
        ReadError = body => (((SocialError)body).Code, ((SocialError)body).Message),
        Id = () => new() { Type = JsonSchemaType.String, Format = "uuid" },
        Queries = [new(typeof(SocialQuery), Search), new(typeof(SocialPaging), Page, Refused("limit", $"must be an integer from 1 to {SocialPaging.MaxLimit}."))],
        Correct = Correct,
    };

    private static IEnumerable<OpenApiParameter> Search() => [Parameters.InQuery("query", true, Parameters.Text(SocialQuery.MaxLength), "Search query")];

    private static IEnumerable<OpenApiParameter> Page() =>
    [
        Parameters.InQuery("page", false, Parameters.Number(1, null, absent: 1), "Page number"),
        Parameters.InQuery("limit", false, Parameters.Number(1, SocialPaging.MaxLimit, SocialPaging.DefaultLimit), "Items per page"),
    ];

    private static Refusal Refused(string field, string rule) => Refusal.Of(new ChatException(field, rule));

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
