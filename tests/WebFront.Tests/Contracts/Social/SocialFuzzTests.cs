using System.Text;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social;

/// <summary>Whatever is thrown at an endpoint: never a 5xx, never a hang, always the envelope, and nothing changes.</summary>
public sealed class SocialFuzzTests(ChatServerFixture fixture)
{
    private const int MaxBody = 64 * 1024;
    private readonly ChatServer _server = fixture.Server;

    [Fact]
    public async Task Bodies_that_are_no_objects_are_refused_everywhere()
    {
        var world = await World.CreateAsync(_server);
        byte[][] bodies =
        [
            [], "{"u8.ToArray(), "}"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "5"u8.ToArray(), "\"text\""u8.ToArray(), "true"u8.ToArray(),
            "{\"a\":1,}"u8.ToArray(), "{'a':1}"u8.ToArray(), "{\"a\":1}{\"b\":2}"u8.ToArray(), "// comment\n{}"u8.ToArray(), "\0"u8.ToArray(), "{\"a\":NaN}"u8.ToArray(),
            [0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
            Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000))),
            Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 16)}{new string(']', 16)}}}"),
        ];

        foreach (var route in world.RoutesWithBody)
        {
            foreach (var body in bodies)
            {
                var answer = await world.SendAsync(route, TestJson.Raw(body));
                answer.Refused(400, "VALIDATION_ERROR");
                Assert.True(answer.Message!.StartsWith("body: ", StringComparison.Ordinal), $"{route} {Encoding.UTF8.GetString(body)}: {answer.Text}");
            }
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Wrong_types_and_broken_text_in_each_published_field_are_refused_naming_it()
    {
        var world = await World.CreateAsync(_server);
        string[] values = ["\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u0000\"", "{\"a\":{}}", "[[]]", "1e999", "-0.5", "true"];

        foreach (var route in world.RoutesWithBody)
        {
            foreach (var field in Published.Request(route.ExampleName).Select(field => field.Key))
            {
                foreach (var value in values)
                {
                    if (field == "metadata" && value.StartsWith('{'))
                        continue;
                    var body = Published.Request(route.ExampleName).ToDictionary(known => known.Key, known => known.Value?.ToJsonString() ?? "null");
                    body[field] = value;
                    var answer = await world.SendAsync(route, TestJson.Raw($"{{{string.Join(',', body.Select(known => $"\"{known.Key}\":{known.Value}"))}}}"));
                    Assert.True(answer.Status == 400, $"{route} {field}={value}: {answer.Text}");
                    Assert.StartsWith(field, answer.Refused(400, "VALIDATION_ERROR").Message, StringComparison.Ordinal);
                }
            }
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Oversized_bodies_are_refused_with_and_without_a_length()
    {
        var world = await World.CreateAsync(_server);
        var huge = Encoding.UTF8.GetBytes($"{{\"content\":\"{new string('a', MaxBody)}\"}}");

        foreach (var route in world.RoutesWithBody)
        {
            (await AnsweredAsync(() => world.SendAsync(route, TestJson.Raw(huge)))).Refused(413, "PAYLOAD_TOO_LARGE");
            (await AnsweredAsync(() => world.SendAsync(route, new ChunkedContent(huge)))).Refused(413, "PAYLOAD_TOO_LARGE");
        }

        await world.AssertUnchangedAsync();

        // Who is refused while still writing may find the connection closed before the answer is read: then once more.
        static async Task<Answer> AnsweredAsync(Func<Task<Answer>> send)
        {
            const int Tries = 20;
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await send();
                }
                catch (HttpRequestException closed) when (closed.InnerException is IOException && tries < Tries)
                {
                    // Said above.
                }
            }
        }
    }

    [Fact]
    public async Task Huge_strings_within_the_limit_are_refused_or_carried_out_never_an_error()
    {
        var world = await World.CreateAsync(_server);

        foreach (var route in world.RoutesWithBody)
        {
            foreach (var field in Published.Request(route.ExampleName).Select(field => field.Key))
            {
                var body = Published.Request(route.ExampleName);
                body[field] = new string('a', 60_000);
                var answer = await world.SendAsync(route, TestJson.Content(body));
                Assert.True(answer.Status is >= 400 and < 500, $"{route} {field}: {answer.Status} {answer.Text[..Math.Min(200, answer.Text.Length)]}");
                answer.Refused(answer.Status, answer.Json.GetProperty("code").GetString()!);
            }
        }

        await world.AssertUnchangedAsync();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Other_content_types_are_refused(string contentType)
    {
        var world = await World.CreateAsync(_server);

        foreach (var route in world.RoutesWithBody)
        {
            var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            (await world.SendAsync(route, content)).Refused(415, "UNSUPPORTED_MEDIA_TYPE");
        }
    }

    [Fact]
    public async Task Strange_ids_and_queries_are_refused_or_empty()
    {
        var world = await World.CreateAsync(_server);
        string[] strange =
        [
            "0", "-1", "null", "undefined", "..", "%2e%2e", "a%0d%0ab", "%F0%9F%98%80", "%ff%fe", "'", "%22", "{id}", new string('a', 2000), "%E2%80%AE", "*", "%25", "a;b", "a%5Cb",
        ];

        foreach (var route in SocialRoutes.Of(_server).Where(route => route.Parameters.Count > 0))
        {
            foreach (var id in strange)
            {
                var body = Published.HasRequest(route.ExampleName) ? TestJson.Content(world.Valid(route)) : null;
                var answer = await world.SendAsync(route, body, _ => id);
                Assert.True(answer.Status is 400 or 404 or 405, $"{route} {id}: {answer.Status} {answer.Text}");
                answer.Refused(answer.Status, answer.Json.GetProperty("code").GetString()!);
            }
        }

        foreach (var list in new[] { "users", "messages/search" })
        {
            foreach (var query in strange)
                Assert.True((await world.User.GetAsync($"{list}?query={query}")).Status is 200 or 400, $"{list} {query}");
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        var world = await World.CreateAsync(_server);

        var answer = await world.User.PostAsync(
            "groups", TestJson.Raw("""{"Title":"no","title":"Group","unknown":[1],"id":"mine","ownerId":"me","__proto__":{"a":1},"":null}"""));

        Assert.Equal("Group", answer.Created().Data.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Random_bytes_never_break_anything()
    {
        var world = await World.CreateAsync(_server);
        var random = new Random(20250101);

        foreach (var route in world.RoutesWithBody)
        {
            for (var round = 0; round < 30; round++)
            {
                var bytes = Encoding.UTF8.GetBytes(Published.Request(route.ExampleName).ToJsonString());
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var answer = await world.SendAsync(route, TestJson.Raw(bytes));
                Assert.True(answer.Status < 500, $"{route} {Encoding.UTF8.GetString(bytes)}: {answer.Text}");
            }
        }

        Assert.Empty(_server.Logs.Errors);
    }

    [Theory]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/api/v1/users/a/b/c")]
    [InlineData("/social/api/v1/nowhere")]
    [InlineData("/social")]
    [InlineData("/api/v2/users")]
    [InlineData("/favicon.ico")]
    [InlineData("/administrator")]
    [InlineData("/dev/tokens")]
    public async Task Unknown_routes_are_answered_in_the_envelope(string path)
        => (await _server.SendAsync(HttpMethod.Get, path)).Refused(404, "NOT_FOUND", "Route not found");

    [Theory]
    [InlineData("PUT", "messages", "POST")]
    [InlineData("DELETE", "messages", "POST")]
    [InlineData("GET", "auth/login", "POST")]
    [InlineData("POST", "users/x", "DELETE, GET, HEAD, PATCH")]
    [InlineData("TRACE", "groups", "GET, HEAD, POST")]
    [InlineData("NONSENSE", "calls", "GET, HEAD, POST")]
    public async Task Wrong_methods_are_answered_in_the_envelope(string method, string path, string allow)
    {
        var answer = await _server.SendAsync(new HttpMethod(method), path);

        answer.Refused(405, "METHOD_NOT_ALLOWED");
        Assert.Equal(allow, string.Join(", ", answer.Headers["Allow"].Split(", ").Order()));
    }

    /// <summary>A body whose length is not told beforehand.</summary>
    private sealed class ChunkedContent : HttpContent
    {
        private readonly byte[] _bytes;

        public ChunkedContent(byte[] bytes)
        {
            _bytes = bytes;
            Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            foreach (var chunk in _bytes.Chunk(8192))
            {
                await stream.WriteAsync(chunk);
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
