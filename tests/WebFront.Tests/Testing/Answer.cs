using System.Net;
using System.Text.Json;

namespace OrleansChat.WebFront.Tests.Testing;

/// <summary>An HTTP response, read to its end.</summary>
public sealed record Answer(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body.</summary>
    public JsonElement Json => JsonElement.Parse(Text);

    /// <summary>The body's <c>data</c>.</summary>
    public JsonElement Data => Json.GetProperty("data");

    /// <summary>The body's <c>message</c>.</summary>
    public string? Message => Json.GetProperty("message").GetString();

    /// <summary>The <c>id</c> of the body's <c>data</c>.</summary>
    public string Id => Data.GetProperty("id").GetString()!;

    /// <summary>Reads a response.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>This answer, if it has the status.</summary>
    public Answer With(HttpStatusCode status)
    {
        Assert.True(Status == (int)status, $"Expected {(int)status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>This answer, if it is 200.</summary>
    public Answer Ok() => With(HttpStatusCode.OK);

    /// <summary>This answer, if it is 201.</summary>
    public Answer Created() => With(HttpStatusCode.Created);

    /// <summary>Fails unless this is the contract's error envelope with a status, a code and a message, and nothing else.</summary>
    public Answer Refused(int status, string code, string? message = null)
    {
        Assert.True(Status == status, $"Expected {status}, got {Status}: {Text}");
        Assert.StartsWith("application/json", Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(["success", "message", "code"], Json.EnumerateObject().Select(property => property.Name));
        Assert.False(Json.GetProperty("success").GetBoolean());
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.False(string.IsNullOrWhiteSpace(Message));
        if (message is not null)
            Assert.Equal(message, Message);
        return this;
    }

    /// <summary>Fails unless this is a validation error that names the field.</summary>
    public Answer Invalid(string field)
    {
        Refused(400, "VALIDATION_ERROR");
        Assert.StartsWith($"{field}: ", Message, StringComparison.Ordinal);
        return this;
    }
}
