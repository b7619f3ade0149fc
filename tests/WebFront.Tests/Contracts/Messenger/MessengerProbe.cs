using OrleansChat.WebFront.Contracts.Messenger;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Messenger;

/// <summary>Asks Messenger, and reads its answers.</summary>
internal static class MessengerProbe
{
    /// <summary>Sends a request to the contract's own port; paths without a leading slash are below <c>/v1</c>. A body is sent as JSON, unless it is content already.</summary>
    public static Task<Answer> AskMessengerAsync(
        this ChatServer server, HttpMethod method, string path, object? body = null, string? token = null, params (string Name, string Value)[] headers)
        => server.SendAsync(
            method,
            new Uri(server.Urls[MessengerContract.Slug], path.StartsWith('/') ? path : $"/v1/{path}"),
            body is null ? null : body as HttpContent ?? TestJson.Content(body),
            token,
            headers);

    /// <summary>Fails unless this is the contract's error envelope with a status, a code and a message, and nothing else.</summary>
    public static Answer Fails(this Answer answer, int status, string code, string? message = null)
    {
        Assert.True(answer.Status == status, $"Expected {status}, got {answer.Status}: {answer.Text}");
        Assert.StartsWith("application/json", answer.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(["success", "error", "request_id", "timestamp"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.False(answer.Json.GetProperty("success").GetBoolean());
        var error = answer.Json.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Empty(error.EnumerateObject().Select(property => property.Name).Except(["code", "message", "details"]));
        Assert.False(string.IsNullOrWhiteSpace(error.GetProperty("message").GetString()));
        if (message is not null)
            Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.EndsWith(answer.Headers["X-Request-Id"], answer.Json.GetProperty("request_id").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", answer.Json.GetProperty("timestamp").GetString());
        return answer;
    }

    /// <summary>Fails unless this is a validation error that blames exactly these fields.</summary>
    public static Answer FailsFor(this Answer answer, params string[] fields)
    {
        answer.Fails(400, "VALIDATION_ERROR");
        Assert.Equal(fields, answer.Details());
        return answer;
    }

    /// <summary>The fields that an error blames, in order; none when it names none.</summary>
    public static IReadOnlyList<string> Details(this Answer answer)
        => answer.Json.GetProperty("error").TryGetProperty("details", out var details) ? [.. details.EnumerateObject().Select(field => field.Name)] : [];
}
