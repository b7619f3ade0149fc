using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Ai;

/// <summary>
/// What a machine does with words. Each method refuses what its server cannot do with a <see cref="NotConfiguredException"/> that names the
/// setting. Keeps and logs no text.
/// </summary>
internal interface IAiServices
{
    /// <summary>Answers a message.</summary>
    Task<ChatbotAnswer> ChatAsync(string message, ImmutableArray<ChatTurn> context, CancellationToken cancellationToken);

    /// <summary>Translates a text between languages, given as ISO 639-1 codes.</summary>
    Task<Translation> TranslateAsync(string text, string source, string target, CancellationToken cancellationToken);

    /// <summary>Writes down what is said in a recording, in the language of an ISO 639-1 code.</summary>
    /// <exception cref="ChatException"><see cref="ChatError.FileRefused"/>: it holds no sound that can be read, or too much.</exception>
    Task<Transcript> TranscribeAsync(Recording recording, string language, CancellationToken cancellationToken);

    /// <summary>Three short answers to choose from.</summary>
    Task<ImmutableArray<string>> SuggestRepliesAsync(string message, string? context, CancellationToken cancellationToken);

    /// <summary>How a text feels.</summary>
    Task<Sentiment> FeelAsync(string text, CancellationToken cancellationToken);
}

/// <summary>What was said before in a talk with the chatbot.</summary>
internal sealed record ChatTurn(bool ByAssistant, string Content);

/// <summary>The chatbot's answer: what it took the message for, how sure it is (0 to 1), and what might be said next.</summary>
internal sealed record ChatbotAnswer(string Response, string Intent, double Confidence, ImmutableArray<string> Suggestions);

/// <summary>A text in another language, and how sure that is (0 to 1).</summary>
internal sealed record Translation(string Text, double Confidence);

/// <summary>A recording, as a file of this machine, and what such files are called by, with its dot: services ask for it.</summary>
internal sealed record Recording(string Path, string Extension);

/// <summary>What is said in a recording, how sure that is (0 to 1), and how long it is in seconds.</summary>
internal sealed record Transcript(string Text, double Confidence, double Duration);

/// <summary>What a text says on the whole.</summary>
internal enum Polarity
{
    /// <summary>Neither.</summary>
    Neutral,

    /// <summary>Good.</summary>
    Positive,

    /// <summary>Bad.</summary>
    Negative,
}

/// <summary>How a text feels: on the whole, from −1 (bad) to 1 (good), and what is in it.</summary>
internal sealed record Sentiment(Polarity Polarity, double Score, Emotions Emotions);

/// <summary>How much of each emotion shows in a text, from 0 to 1, each on its own.</summary>
internal sealed record Emotions(double Joy, double Sadness, double Anger, double Fear, double Surprise);
