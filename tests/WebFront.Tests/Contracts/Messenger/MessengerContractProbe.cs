using System.Text.Json.Nodes;
using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Contracts.Shared;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>Messenger, as the tests of every contract know it.</summary>
internal sealed class MessengerContractProbe(ChatServer server) : ContractProbe(server)
{
    /// <summary>The codes that the document lists, by status, and ours for statuses that it has no code for.</summary>
    public static readonly IReadOnlyDictionary<int, string> Codes = new Dictionary<int, string>
    {
        [400] = "VALIDATION_ERROR",
        [401] = "AUTHENTICATION_FAILED",
        [403] = "AUTHORIZATION_FAILED",
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

    public override string Slug => MessengerContract.Slug;

    public override string OwnPrefix => "/v1";

    public override string DocsPath => "/docs";

    public override IReadOnlyList<string> Open { get; } =
    [
        "POST /auth/register", "POST /auth/login", "POST /auth/refresh", "POST /auth/verify-email", "GET /meetings/{id}/invite.ics",
    ];

    /// <summary>Searches that are mapped.</summary>
    public override IReadOnlyList<string> Searches => Routes.Any(route => route.Path == "/users/search") ? ["users/search?q="] : [];

    public override bool HasRequest(ContractRoute route) => Published.HasRequest(route.ExampleName);

    public override JsonObject Request(ContractRoute route) => Published.Request(route.ExampleName);

    public override JsonNode? Response(ContractRoute route) => Published.HasResponse(route.ExampleName) ? Published.Load($"{route.ExampleName}.response") : null;

    public override string UnknownId(ContractRoute route, string parameter) => MessengerId.Of(Prefix(route, parameter), Guid.NewGuid());

    public override void AssertRefused(Answer answer, int status, string? message = null) => answer.Fails(status, Codes[status], message);

    public override void AssertBlames(Answer answer, string field)
        => Assert.All(answer.Fails(400, Codes[400]).Details(), blamed => Assert.StartsWith(field, blamed, StringComparison.Ordinal));

    public override void AssertErrorBody(JsonNode body)
    {
        Assert.Equal(["success", "error", "request_id", "timestamp"], body.AsObject().Select(field => field.Key));
        Assert.False((bool)body["success"]!);
    }

    public override bool IsNotConfigured(Answer answer)
        => answer.Status == 503 && answer.Text.Contains("This server is not configured for it: ", StringComparison.Ordinal);

    public override string Comparable(Answer answer)
    {
        var body = JsonNode.Parse(answer.Text)!.AsObject();
        body.Remove("request_id");
        body.Remove("timestamp");
        return body.ToJsonString();
    }

    public override async Task<ContractWorld> CreateWorldAsync() => await MessengerWorld.CreateAsync(Server);

    private static string Prefix(ContractRoute route, string parameter)
        => parameter == "userId" || route.Path.StartsWith("/users/{", StringComparison.Ordinal) ? MessengerId.UserPrefix : route.Path.Split('/') switch
        {
            [_, "users", "me", "contacts", ..] => MessengerId.ContactPrefix,
            [_, "conversations", ..] => MessengerId.ConversationPrefix,
            [_, "messages", ..] => MessengerId.MessagePrefix,
            [_, "calls", ..] => MessengerId.CallPrefix,
            [_, "files", ..] => MessengerId.FilePrefix,
            [_, "notifications", ..] => MessengerId.NotificationPrefix,
            [_, "meetings", ..] => MessengerId.MeetingPrefix,
            _ => "",
        };
}
