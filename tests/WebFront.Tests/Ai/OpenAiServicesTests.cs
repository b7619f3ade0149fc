using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Ai.Offline;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Tests.Ai;

/// <summary>Against a server on loopback that speaks OpenAI's API.</summary>
public sealed class OpenAiServicesTests : IAsyncLifetime
{
    private readonly ProcessRunner _runner = new(1);
    private readonly string _recording = Path.GetTempFileName();
    private FakeOpenAi _server = null!;
    private OpenAiServices _services = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await FakeOpenAi.StartAsync();
        _services = Services("whisper-test");
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_recording);
        _runner.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task The_chatbot_is_asked_with_all_that_was_said_and_its_answer_is_read()
    {
        _server.Says = """{"response": "Where are you?", "intent": "weather_query", "confidence": 0.95, "suggestions": ["Share location", "Enter city name"]}""";

        var answer = await _services.ChatAsync("What's the weather like?", [new(false, "Hello"), new(true, "Hi! How can I help?")], default);

        Assert.Equal(("Where are you?", "weather_query", 0.95), (answer.Response, answer.Intent, answer.Confidence));
        Assert.Equal(["Share location", "Enter city name"], answer.Suggestions);
        var request = Assert.Single(_server.Requests);
        Assert.Equal(("/v1/chat/completions", "Bearer secret-key"), (request.Path, request.Authorization));
        var body = JsonNode.Parse(request.Body)!;
        Assert.Equal("test-model", (string?)body["model"]);
        Assert.Equal(["system", "user", "assistant", "user"], body["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        Assert.Equal("What's the weather like?", Text(body["messages"]![3]!));
    }

    [Fact]
    public async Task Answers_between_fences_out_of_range_and_with_too_much_are_made_to_fit()
    {
        _server.Says = $$"""
            Sure! ```json
            {"response": "{{new string('x', 20_000)}}", "confidence": 7, "intent": 5, "suggestions": ["a", 1, null, "", "b", "c", "d", "e", "f"]}
            ```
            """;

        var answer = await _services.ChatAsync("Hello", [], default);

        Assert.Equal((10_000, "unknown", 1.0), (answer.Response.Length, answer.Intent, answer.Confidence));
        Assert.Equal(["a", "b", "c", "d", "e"], answer.Suggestions);
    }

    [Fact]
    public async Task A_model_that_does_not_keep_to_json_has_answered_all_the_same()
    {
        _server.Says = "I am well, thank you.";
        var answer = await _services.ChatAsync("How are you?", [], default);
        Assert.Equal(("I am well, thank you.", "unknown", 0.0), (answer.Response, answer.Intent, answer.Confidence));
        Assert.Empty(answer.Suggestions);
    }

    [Fact]
    public async Task Translations_feelings_and_replies_are_read()
    {
        _server.Says = """{"translated_text": "Xin chào, bạn khỏe không?", "confidence": 0.98}""";
        Assert.Equal(new Translation("Xin chào, bạn khỏe không?", 0.98), await _services.TranslateAsync("Hello, how are you?", "en", "vi", default));

        _server.Says = """{"sentiment": "Positive", "score": 0.89, "emotions": {"joy": 0.85, "sadness": 0.05, "anger": -3, "fear": "much"}}""";
        Assert.Equal(new Sentiment(Polarity.Positive, 0.89, new Emotions(0.85, 0.05, 0, 0, 0)), await _services.FeelAsync("I'm really happy!", default));

        _server.Says = """{"suggestions": ["Yes", "No", "Maybe", "Never"]}""";
        Assert.Equal(["Yes", "No", "Maybe"], await _services.SuggestRepliesAsync("Coming?", "family", default));
    }

    [Fact]
    public async Task Speech_is_sent_as_a_file_and_what_was_heard_is_read()
    {
        await File.WriteAllTextAsync(_recording, "these are the bytes");
        _server.Says = """
            {"task": "transcribe", "language": "vietnamese", "duration": 3.5, "text": " Xin chào, tôi là John ", "segments": [
            {"id": 0, "seek": 0, "start": 0.0, "end": 3.5, "text": "x", "tokens": [1], "temperature": 0.0, "avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.0}]}
            """;

        var heard = await _services.TranscribeAsync(new Recording(_recording, ".mp3"), "vi", default);

        Assert.Equal(new Transcript("Xin chào, tôi là John", 0.9, 3.5), heard);
        var request = Assert.Single(_server.Requests);
        Assert.Equal("/v1/audio/transcriptions", request.Path);
        foreach (var part in new[] { "these are the bytes", "audio.mp3", "whisper-test", "verbose_json" })
            Assert.Contains(part, request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_model_for_speech_this_machine_is_asked()
    {
        await Assert.ThrowsAsync<WebFront.Http.NotConfiguredException>(() => Services(null).TranscribeAsync(new Recording(_recording, ".mp3"), "vi", default));
        Assert.Empty(_server.Requests);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task An_error_is_a_failure_that_repeats_nothing_of_what_was_said(int status)
    {
        _server.Answer = context => Fail(context, status);
        var failure = await Assert.ThrowsAsync<AiFailedException>(() => _services.FeelAsync("a secret", default));
        Assert.Equal($"status {status}", failure.Message);
        Assert.Null(failure.InnerException);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_tried_once_more(int status)
    {
        _server.Answer = context => Fail(context, status);
        Assert.Equal($"status {status}", (await Assert.ThrowsAsync<AiFailedException>(() => _services.FeelAsync("a secret", default))).Message);
        Assert.Equal(2, _server.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not JSON at all: a secret")]
    [InlineData("[1, 2]")]
    [InlineData("{\"choices\": []}")]
    [InlineData("{\"choices\": [{\"message\": null}]}")]
    public async Task An_answer_that_is_none_of_the_apis_is_a_failure(string body)
    {
        _server.Answer = context => context.Response.WriteAsync(body);
        var failure = await Assert.ThrowsAsync<AiFailedException>(() => _services.FeelAsync("hello", default));
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I would say it is positive")]
    [InlineData("{\"score\": 1}")]
    [InlineData("{\"sentiment\": \"delicious\"}")]
    [InlineData("{\"sentiment\": ")]
    public async Task A_model_that_says_nothing_of_use_is_a_failure(string says)
    {
        _server.Says = says;
        await Assert.ThrowsAsync<AiFailedException>(() => _services.FeelAsync("hello", default));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failure()
    {
        await _server.DisposeAsync();
        await Assert.ThrowsAsync<AiFailedException>(() => _services.FeelAsync("hello", default));
    }

    [Fact]
    public async Task Who_waits_no_longer_is_let_go_and_the_server_is_told()
    {
        var (asked, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Answer = async context =>
        {
            context.RequestAborted.Register(() => left.TrySetResult());
            asked.SetResult();
            await left.Task;
        };
        using var caller = new CancellationTokenSource();
        var asking = _services.FeelAsync("hello", caller.Token);
        await asked.Task.WaitAsync(TimeSpan.FromMinutes(1));

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static Task Fail(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["retry-after-ms"] = "10";
        return context.Response.WriteAsJsonAsync(new { error = new { message = "you said: a secret", type = "test", code = "test" } });
    }

    private static string Text(JsonNode message) => message["content"] is JsonArray parts ? (string)parts[0]!["text"]! : (string)message["content"]!;

    private OpenAiServices Services(string? speechModel)
    {
        var options = Options.Create(new AiOptions { Endpoint = _server.Url, Key = "secret-key", Model = "test-model", SpeechModel = speechModel, Timeout = TimeSpan.FromMinutes(1) });
        return new OpenAiServices(options, new OfflineAi(new InstalledPrograms(""), _runner, options));
    }
}
