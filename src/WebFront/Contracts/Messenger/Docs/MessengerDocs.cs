using Microsoft.OpenApi;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Contracts.Messenger.Users;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Http.Docs;

namespace OrleansChat.WebFront.Contracts.Messenger.Docs;

/// <summary><c>/docs</c>: what the contract's document says beside its endpoints. Its operations lie beside this file, one file per resource.</summary>
internal static class MessengerDocs
{
    private const string Data = "data";

    private static readonly string[] Resources =
    [
        "Ai", "Analytics", "Auth", "Calls", "Conversations", "Files", "Keys", "Meetings", "Messages", "Notifications", "Users",
    ];

    /// <summary>The document.</summary>
    public static ContractDocument Document { get; } = new()
    {
        Slug = MessengerContract.Slug,
        Prefix = MessengerContract.Prefix,
        Root = MessengerContract.DocsPath,
        Title = "Messenger API",
        Description = "Conversations whose content clients may encrypt end to end, contacts, presence, files and AI services.",
        Operations = DocumentedOperation.Load(typeof(MessengerDocs), Resources.Select(resource => $"Messenger{resource}.json")),
        Json = MessengerJson.Options,
        Errors = new MessengerErrors(),
        Error = typeof(MessengerErrorAnswer),
        ReadError = body => (((MessengerErrorAnswer)body).Error.Code, ((MessengerErrorAnswer)body).Error.Message),
        Id = () => new() { Type = JsonSchemaType.String },
        Queries =
        [
            new(typeof(MessengerContactFilter), ContactStatus),
            new(typeof(MessengerPaging), Page, Refused("limit", MessengerPaging.LimitRule)),
            new(typeof(MessengerSearch), Search, Refused("limit", MessengerPaging.LimitRule)),
        ],
        Correct = Correct,
    };

    private static IEnumerable<OpenApiParameter> ContactStatus() =>
    [
        Parameters.InQuery("status", false, Parameters.Text(8), "accepted (unless another is asked for), pending or declined"),
    ];

    private static IEnumerable<OpenApiParameter> Search() =>
        Page(MessengerSearch.DefaultLimit).Prepend(Parameters.InQuery("q", true, Parameters.Text(MessengerSearch.MaxLength), "Part of a name, or a whole e-mail address"));

    private static IEnumerable<OpenApiParameter> Page() => Page(MessengerPaging.DefaultLimit);

    private static IEnumerable<OpenApiParameter> Page(int limit) =>
    [
        Parameters.InQuery("limit", false, Parameters.Number(1, MessengerPaging.MaxLimit, limit), "Items per page"),
        Parameters.InQuery("offset", false, Parameters.Number(0, null, absent: 0), "Items before the page"),
    ];

    private static Refusal Refused(string field, string rule) => Refusal.Of(new ChatException(field, rule));

    /// <summary>An envelope's message may be left out, its data is what it says.</summary>
    private static void Correct(string name, OpenApiSchema schema)
    {
        if (!name.StartsWith("MessengerEnvelopeOf", StringComparison.Ordinal))
            return;
        schema.Required?.Remove("message");
        if (schema.Properties is { } properties && properties[Data] is OpenApiSchema { OneOf: { } choices })
            properties[Data] = choices.OfType<OpenApiSchemaReference>().Single();
    }
}
