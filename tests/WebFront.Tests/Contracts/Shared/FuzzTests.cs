using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Shared;

/// <summary>Whatever is thrown at an endpoint of a contract: never a 5xx, never a hang, always the envelope, and nothing changes.</summary>
public abstract class FuzzTests(ContractProbe probe)
{
    [Fact]
    public async Task Bodies_that_are_no_objects_are_refused_everywhere()
    {
        var world = await probe.CreateWorldAsync();
        byte[][] bodies =
        [
            [], "{"u8.ToArray(), "}"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "5"u8.ToArray(), "\"text\""u8.ToArray(), "true"u8.ToArray(),
            "{\"a\":1,}"u8.ToArray(), "{'a':1}"u8.ToArray(), "{\"a\":1}{\"b\":2}"u8.ToArray(), "// comment\n{}"u8.ToArray(), "\0"u8.ToArray(), "{\"a\":NaN}"u8.ToArray(),
            [0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
            Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 5000))),
            Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 16)}{new string(']', 16)}}}"),
        ];

        foreach (var route in probe.RoutesWithBody)
        {
            foreach (var body in bodies)
            {
                var answer = await SendAsync(world, route, TestJson.Raw(body));
                probe.AssertBlames(answer, "body");
            }
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Wrong_types_and_broken_text_in_each_published_field_are_refused_naming_it()
    {
        var world = await probe.CreateWorldAsync();
        string[] values = ["\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\u0000\"", "{\"a\":{}}", "[[]]", "1e999", "-0.5", "true"];

        foreach (var route in probe.RoutesWithBody)
        {
            foreach (var (field, example) in probe.Request(route))
            {
                foreach (var value in values)
                {
                    if (IsOfThatKind(example, value))
                        continue;
                    var body = probe.Request(route).ToDictionary(known => known.Key, known => known.Value?.ToJsonString() ?? "null");
                    body[field] = value;
                    var answer = await SendAsync(world, route, TestJson.Raw($"{{{string.Join(',', body.Select(known => $"\"{known.Key}\":{known.Value}"))}}}"));
                    Assert.True(answer.Status == 400, $"{route} {field}={value}: {answer.Text}");
                    probe.AssertBlames(answer, field);
                }
            }
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Oversized_bodies_are_refused_with_and_without_a_length()
    {
        var world = await probe.CreateWorldAsync();

        foreach (var route in probe.RoutesWithBody)
        {
            var huge = Encoding.UTF8.GetBytes($"{{\"content\":\"{new string('a', (int)route.MaxBody)}\"}}");
            probe.AssertRefused(await AnsweredAsync(() => SendAsync(world, route, TestJson.Raw(huge))), 413);
            probe.AssertRefused(await AnsweredAsync(() => SendAsync(world, route, new ChunkedContent(huge))), 413);
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
        var world = await probe.CreateWorldAsync();

        foreach (var route in probe.RoutesWithBody)
        {
            foreach (var field in probe.Request(route).Select(field => field.Key))
            {
                var body = probe.Request(route);
                body[field] = new string('a', 60_000);
                var answer = await SendAsync(world, route, TestJson.Content(body));
                Assert.True(answer.Status is >= 400 and < 500, $"{route} {field}: {answer.Status} {answer.Text[..Math.Min(200, answer.Text.Length)]}");
                probe.AssertRefused(answer, answer.Status);
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
        var world = await probe.CreateWorldAsync();

        foreach (var route in probe.RoutesWithBody)
        {
            var content = new ByteArrayContent("{}"u8.ToArray());
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            probe.AssertRefused(await SendAsync(world, route, content), 415);
        }
    }

    [Fact]
    public async Task Strange_ids_and_queries_are_refused_or_empty()
    {
        var world = await probe.CreateWorldAsync();
        string[] strange =
        [
            "0", "-1", "null", "undefined", "..", "%2e%2e", "a%0d%0ab", "%F0%9F%98%80", "%ff%fe", "'", "%22", "{id}", new string('a', 2000), "%E2%80%AE", "*", "%25", "a;b", "a%5Cb",
        ];

        foreach (var route in probe.Routes.Where(route => route.Parameters.Count > 0))
        {
            foreach (var id in strange)
            {
                if (id is ".." or "%2e%2e" && LeadsElsewhere(route))
                    continue;
                var body = probe.HasRequest(route) ? TestJson.Content(world.Valid(route)) : null;
                var answer = await SendAsync(world, route, body, _ => id);
                Assert.True(answer.Status is 400 or 404 or 405, $"{route} {id}: {answer.Status} {answer.Text}");
                probe.AssertRefused(answer, answer.Status);
            }
        }

        foreach (var search in probe.Searches)
        {
            foreach (var query in strange)
                Assert.True((await probe.SendAsync(HttpMethod.Get, search + query, token: world.Token)).Status is 200 or 400, $"{search}{query}");
        }

        await world.AssertUnchangedAsync();
    }

    [Fact]
    public async Task Random_bytes_never_break_anything()
    {
        var world = await probe.CreateWorldAsync();
        var random = new Random(20250101);

        foreach (var route in probe.RoutesWithBody)
        {
            for (var round = 0; round < 30; round++)
            {
                var bytes = Encoding.UTF8.GetBytes(probe.Request(route).ToJsonString());
                for (var flips = random.Next(1, 6); flips > 0; flips--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var answer = await SendAsync(world, route, TestJson.Raw(bytes));
                Assert.True(answer.Status < 500 || probe.IsNotConfigured(answer), $"{route} {Encoding.UTF8.GetString(bytes)}: {answer.Text}");
            }
        }

        Assert.Empty(probe.Server.Logs.Errors);
    }

    private Task<Answer> SendAsync(ContractWorld world, ContractRoute route, HttpContent? body, Func<string, string>? id = null)
        => probe.SendAsync(new HttpMethod(route.Method), route.With(id ?? (name => world.Own(route, name))), body, world.Token);

    /// <summary>Whether a value is one that a field takes: not every field is a text.</summary>
    private static bool IsOfThatKind(JsonNode? example, string value) => example?.GetValueKind() switch
    {
        JsonValueKind.Object => value.StartsWith('{'),
        JsonValueKind.True or JsonValueKind.False => value == "true",
        _ => false,
    };

    /// <summary>Whether the path above a route's last parameter is a route itself, which is what a client then asks for.</summary>
    private bool LeadsElsewhere(ContractRoute route)
        => probe.Routes.Any(other => other.Method == route.Method && route.Path.StartsWith($"{other.Path}/", StringComparison.Ordinal));

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
