using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Processes;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>What this machine can honestly do by itself: feelings and replies in English always, translation and speech where programs for them are installed.</summary>
internal sealed class OfflineAi : IAiServices
{
    private const double Neutral = 0.05;

    private readonly ApertiumTranslator _translator;
    private readonly SphinxRecognizer _recognizer;
    private readonly AiOptions _options;

    /// <summary>Looks for the programs.</summary>
    public OfflineAi(InstalledPrograms programs, ProcessRunner runner, IOptions<AiOptions> options)
    {
        _options = options.Value;
        _translator = new ApertiumTranslator(programs, runner, _options.Timeout);
        _recognizer = new SphinxRecognizer(programs, runner, _options.Timeout);
    }

    /// <inheritdoc/>
    public Task<ChatbotAnswer> ChatAsync(string message, ImmutableArray<ChatTurn> context, CancellationToken cancellationToken) => throw NotConfigured();

    /// <inheritdoc/>
    public async Task<Translation> TranslateAsync(string text, string source, string target, CancellationToken cancellationToken)
        => source == target ? new Translation(text, 1) : await _translator.TranslateAsync(text, source, target, cancellationToken) ?? throw NotConfigured();

    /// <inheritdoc/>
    public async Task<Transcript> TranscribeAsync(Recording recording, string language, CancellationToken cancellationToken)
        => await _recognizer.TranscribeAsync(recording, language, cancellationToken)
            ?? throw (_options.Endpoint is null ? NotConfigured() : NotConfigured(nameof(AiOptions.SpeechModel)));

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> SuggestRepliesAsync(string message, string? context, CancellationToken cancellationToken)
        => Task.FromResult(SmartReplies.To(message, context));

    /// <inheritdoc/>
    public Task<Sentiment> FeelAsync(string text, CancellationToken cancellationToken)
    {
        var score = VaderScore.Of(text);
        var polarity = score >= Neutral ? Polarity.Positive : score <= -Neutral ? Polarity.Negative : Polarity.Neutral;
        return Task.FromResult(new Sentiment(polarity, Math.Round(score, 2), EmotionReader.Of(text)));
    }

    private static NotConfiguredException NotConfigured(string setting = nameof(AiOptions.Endpoint)) => new($"{AiOptions.Section}:{setting}");
}
