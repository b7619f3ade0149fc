using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>Social, as the tests of every contract know it.</summary>
internal sealed class SocialProbe(ChatServer server) : ContractProbe(server)
{
    /// <summary>The codes that the document lists, by status, and ours for statuses that it has no code for.</summary>
    public static readonly IReadOnlyDictionary<int, string> Codes = new Dictionary<int, string>
    {
        [400] = "VALIDATION_ERROR",
        [401] = "UNAUTHORIZED",
        [403] = "FORBIDDEN",
        [404] = "NOT_FOUND",
        [405] = "METHOD_NOT_ALLOWED",
        [409] = "CONFLICT",
        [413] = "PAYLOAD_TOO_LARGE",
        [415] = "UNSUPPORTED_MEDIA_TYPE",
        [416] = "RANGE_NOT_SATISFIABLE",
        [429] = "RATE_LIMIT_EXCEEDED",
        [500] = "INTERNAL_SERVER_ERROR",
        [503] = "SERVICE_UNAVAILABLE",
    };

    public override string Slug => "social";

    public override string OwnPrefix => "/api/v1";

    public override string DocsPath => "/api/docs";

    public override IReadOnlyList<string> Open { get; } =
    [
        "POST /auth/register", "POST /auth/login", "POST /auth/refresh", "GET /health", "GET /health/ready", "GET /metrics",
    ];

    public override IReadOnlyList<string> Searches { get; } = ["users?query=", "messages/search?query="];

    public override bool HasRequest(ContractRoute route) => Published.HasRequest(route.ExampleName);

    public override JsonObject Request(ContractRoute route) => Published.Request(route.ExampleName);

    public override JsonNode? Response(ContractRoute route) => Published.Load($"{route.ExampleName}.response");

    public override string UnknownId(ContractRoute route, string parameter) => Guid.NewGuid().ToString();

    public override void AssertRefused(Answer answer, int status, string? message = null) => answer.Refused(status, Codes[status], message);

    public override void AssertBlames(Answer answer, string field)
    {
        answer.Refused(400, Codes[400]);
        Assert.StartsWith(field, answer.Message, StringComparison.Ordinal);
    }

    public override void AssertErrorBody(JsonNode body)
    {
        Assert.Equal(["success", "message", "code"], body.AsObject().Select(field => field.Key));
        Assert.False((bool)body["success"]!);
    }

    public override async Task<ContractWorld> CreateWorldAsync() => await World.CreateAsync(Server);
}
