using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Ai;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Ai;

/// <summary>A message for the chatbot, and what was said before.</summary>
internal sealed record AskMessengerChatbot(string? Message, ImmutableArray<MessengerChatTurn?>? ConversationContext)
{
    private const string Context = "conversation_context";

    /// <summary>The message and the turns, checked.</summary>
    public (string Message, ImmutableArray<ChatTurn> Turns) Checked()
    {
        var checks = new FieldChecks();
        var message = checks.Of(() => Rules.Title("message", Message, AiLimits.Text));
        var turns = checks.Of(CheckedTurns);
        checks.Done();
        return (message, turns);
    }

    private ImmutableArray<ChatTurn> CheckedTurns()
    {
        var turns = ConversationContext ?? [];
        return turns.Length <= AiLimits.Turns ? [.. turns.Select(CheckedTurn)] : throw new ChatException(Context, $"must be at most {AiLimits.Turns} messages.");
    }

    private static ChatTurn CheckedTurn(MessengerChatTurn? turn) => new(
        turn?.Role switch
        {
            "assistant" => true,
            "user" => false,
            _ => throw new ChatException(Context, "must have messages of the role user or assistant."),
        },
        Rules.Text(Context, turn.Content, 1, AiLimits.Text));
}

/// <summary>Something said before.</summary>
internal sealed record MessengerChatTurn(string? Role, string? Content);

/// <summary>The chatbot's answer.</summary>
internal sealed record MessengerChatbotAnswer(string Response, string Intent, double Confidence, ImmutableArray<string> Suggestions)
{
    /// <summary>The answer.</summary>
    public static MessengerChatbotAnswer From(ChatbotAnswer answer) => new(answer.Response, answer.Intent, answer.Confidence, answer.Suggestions);
}

/// <summary>A text to translate.</summary>
internal sealed record TranslateMessengerText(string? Text, string? SourceLang, string? TargetLang)
{
    /// <summary>The text and its languages, checked.</summary>
    public (string Text, string Source, string Target) Checked()
    {
        var checks = new FieldChecks();
        var text = checks.Of(() => Rules.Title("text", Text, AiLimits.Text));
        var source = checks.Of(() => MessengerLanguage.Checked("source_lang", SourceLang));
        var target = checks.Of(() => MessengerLanguage.Checked("target_lang", TargetLang));
        checks.Done();
        return (text, source, target);
    }
}

/// <summary>A translation.</summary>
internal sealed record MessengerTranslation(string TranslatedText, string SourceLang, string TargetLang, double Confidence);

/// <summary>What is said in a recording. <paramref name="Duration"/> is in seconds.</summary>
internal sealed record MessengerTranscript(string Text, string Language, double Confidence, double Duration);

/// <summary>A message to answer, and what the talk is about.</summary>
internal sealed record SuggestMessengerReplies(string? Message, string? Context)
{
    private const int LongestContext = 500;

    /// <summary>Both, checked.</summary>
    public (string Message, string? Context) Checked()
    {
        var checks = new FieldChecks();
        var message = checks.Of(() => Rules.Title("message", Message, AiLimits.Text));
        var context = checks.Of(() => Rules.OptionalText("context", Context, LongestContext));
        checks.Done();
        return (message, context);
    }
}

/// <summary>Answers to choose from.</summary>
internal sealed record MessengerReplies(ImmutableArray<string> Suggestions);

/// <summary>A text to judge.</summary>
internal sealed record JudgeMessengerText(string? Text)
{
    /// <summary>The text, checked.</summary>
    public string Checked() => Rules.Title("text", Text, AiLimits.Text);
}

/// <summary>How a text feels.</summary>
internal sealed record MessengerSentiment(Polarity Sentiment, double Score, Emotions Emotions)
{
    /// <summary>What was found.</summary>
    public static MessengerSentiment From(Sentiment found) => new(found.Polarity, found.Score, found.Emotions);
}

/// <summary>Languages: two letters (ISO 639-1), and a region that does not matter.</summary>
internal static class MessengerLanguage
{
    /// <summary>The two letters.</summary>
    public static string Checked(string field, string? code)
    {
        var parts = (code ?? "").Split('-', '_');
        return parts is [{ Length: 2 } language, ..] && parts.Length <= 2 && code!.Length <= 8 && code.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            && language.All(char.IsAsciiLetter)
            ? language.ToLowerInvariant()
            : throw new ChatException(field, "must be a language code such as en.");
    }
}
