using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>Three short answers to an English message, by what it does and whether it is about work. To what is not in Latin letters, gestures.</summary>
internal static partial class SmartReplies
{
    private static readonly ImmutableArray<string> Gestures = ["👍", "🙏", "😊"];

    /// <summary>The answers.</summary>
    public static ImmutableArray<string> To(string message, string? context)
    {
        if (IsForeign(message))
            return Gestures;
        var day = Day().Match(message) is { Success: true } named ? $" {named.Value.ToLowerInvariant()}" : "";
        var work = context is not null && Work().IsMatch(context);
        return DialogueActs.Of(message) switch
        {
            DialogueAct.Thanks => work ? ["You're welcome", "Happy to help", "Anytime"] : ["You're welcome!", "No problem!", "Anytime 😊"],
            DialogueAct.Apology => work ? ["No problem at all", "Thanks for letting me know", "That's fine"] : ["No worries!", "It's okay", "Don't worry about it"],
            DialogueAct.Congratulation => ["Thank you!", "Thanks, that means a lot", "I appreciate it"],
            DialogueAct.Availability => work
                ? ["Yes, I'm available", "What time works for you?", $"Sorry, I'm busy{day}"]
                : ["Yes, I'm free", "What time?", $"Sorry, I can't{day}"],
            DialogueAct.Invitation => work ? ["Sounds good", "When would suit you?", $"I'm afraid I can't{day}"] : ["I'd love to!", "When?", $"Sorry, I can't{day}"],
            DialogueAct.HowAreYou => work ? ["I'm well, thank you. And you?", "Busy, but fine", "All good here"] : ["I'm good, how are you?", "Pretty good!", "Not so great, to be honest"],
            DialogueAct.Request => work ? ["Sure, I'll take care of it", "When do you need it?", "I can't right now"] : ["Sure!", "Give me a moment", "Sorry, I can't right now"],
            DialogueAct.AsksWhen => ["Let me check and get back to you", "Any time works for me", "I'm not sure yet"],
            DialogueAct.AsksWhere => ["I'll send you the location", "Where would you suggest?", "I'm not sure yet"],
            DialogueAct.AsksWhat => ["Let me check", "Good question, I'm not sure", "Can you tell me more?"],
            DialogueAct.AsksWhether => ["Yes", "No", "I'm not sure"],
            DialogueAct.Farewell => work ? ["Talk to you soon", "Have a good day", "Goodbye"] : ["See you!", "Take care!", "Bye 👋"],
            DialogueAct.Greeting => work ? ["Hello, how can I help?", "Good to hear from you", "Hi"] : ["Hi! How are you?", "Hey!", "Hello 👋"],
            DialogueAct.GoodNews => work ? ["Great news", "Well done", "Thanks for letting me know"] : ["That's great!", "I'm happy for you!", "😊"],
            DialogueAct.BadNews => work ? ["I'm sorry to hear that", "How can I help?", "Let's talk about it"] : ["I'm sorry to hear that", "Are you okay?", "Do you want to talk?"],
            _ => work ? ["Understood", "Thanks for letting me know", "Can you tell me more?"] : ["Okay", "I see", "Tell me more"],
        };
    }

    /// <summary>Whether letters beyond A to Z are more than what English borrows.</summary>
    private static bool IsForeign(string message)
    {
        var letters = message.Count(char.IsLetter);
        return letters > 0 && message.Count(letter => char.IsLetter(letter) && !char.IsAscii(letter)) * 8 > letters;
    }

    [GeneratedRegex(@"\b(today|tonight|tomorrow|this (morning|afternoon|evening|week|weekend)|next week)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Day();

    [GeneratedRegex(@"\b(work|business|office|professional|job|client|customer|meeting|formal|colleague)", RegexOptions.IgnoreCase)]
    private static partial Regex Work();
}
