using System.Text.RegularExpressions;

namespace OrleansChat.WebFront.Ai.Offline;

/// <summary>What somebody does by saying something.</summary>
internal enum DialogueAct
{
    /// <summary>Says that something is so.</summary>
    Statement,

    /// <summary>Says something good.</summary>
    GoodNews,

    /// <summary>Says something bad.</summary>
    BadNews,

    /// <summary>Greets.</summary>
    Greeting,

    /// <summary>Asks how one is.</summary>
    HowAreYou,

    /// <summary>Takes leave.</summary>
    Farewell,

    /// <summary>Thanks.</summary>
    Thanks,

    /// <summary>Apologizes.</summary>
    Apology,

    /// <summary>Congratulates.</summary>
    Congratulation,

    /// <summary>Asks whether one has time.</summary>
    Availability,

    /// <summary>Proposes to do something together.</summary>
    Invitation,

    /// <summary>Asks for something to be done.</summary>
    Request,

    /// <summary>Asks when.</summary>
    AsksWhen,

    /// <summary>Asks where.</summary>
    AsksWhere,

    /// <summary>Asks who, what, why, how or which.</summary>
    AsksWhat,

    /// <summary>Asks for a yes or a no.</summary>
    AsksWhether,
}

/// <summary>Tells dialogue acts of English messages by how they are put; the first that fits counts.</summary>
internal static partial class DialogueActs
{
    private const double Clear = 0.3;

    /// <summary>The act of a message.</summary>
    public static DialogueAct Of(string message)
    {
        var text = message.Trim().ToLowerInvariant().Replace('’', '\'');
        return Thanks().IsMatch(text) ? DialogueAct.Thanks
            : Apology().IsMatch(text) ? DialogueAct.Apology
            : Congratulation().IsMatch(text) ? DialogueAct.Congratulation
            : Availability().IsMatch(text) ? DialogueAct.Availability
            : Invitation().IsMatch(text) ? DialogueAct.Invitation
            : HowAreYou().IsMatch(text) ? DialogueAct.HowAreYou
            : Request().IsMatch(text) ? DialogueAct.Request
            : AsksWhen().IsMatch(text) ? DialogueAct.AsksWhen
            : AsksWhere().IsMatch(text) ? DialogueAct.AsksWhere
            : AsksWhat().IsMatch(text) ? DialogueAct.AsksWhat
            : AsksWhether().IsMatch(text) || text.EndsWith('?') ? DialogueAct.AsksWhether
            : Farewell().IsMatch(text) ? DialogueAct.Farewell
            : Greeting().IsMatch(text) ? DialogueAct.Greeting
            : VaderScore.Of(message) switch { > Clear => DialogueAct.GoodNews, < -Clear => DialogueAct.BadNews, _ => DialogueAct.Statement };
    }

    [GeneratedRegex(@"\b(thank you|thanks|thx|many thanks|much appreciated|i appreciate)\b")]
    private static partial Regex Thanks();

    [GeneratedRegex(@"\b(i'?m (so |very |really )?sorry|i apologi[sz]e|my apologies|my bad|sorry (about|for|i|to))\b|^sorry\b")]
    private static partial Regex Apology();

    [GeneratedRegex(@"\b(congrats|congratulations|well done|happy (birthday|anniversary|new year)|good job|great job)\b")]
    private static partial Regex Congratulation();

    [GeneratedRegex(@"\b(are|will|would) you (be )?(free|available|around|busy)\b|\b(do you have|got|have you got) (any |some |a )?(time|minute|moment|second)\b|\b(do|does) .{1,40} work for you\b")]
    private static partial Regex Availability();

    [GeneratedRegex(@"\b(do you want to|would you like to|wanna|shall we|should we|let'?s|how about|what about|want to (go|come|join|grab|meet)|fancy (a|going)|care to)\b")]
    private static partial Regex Invitation();

    [GeneratedRegex(@"\bhow (are|r) (you|u)\b|\bhow'?s (it going|everything|life)\b|\bhow have you been\b|\bhow do you do\b|\bwhat'?s up\b")]
    private static partial Regex HowAreYou();

    [GeneratedRegex(@"\b(can|could|would|will) you\b|\bplease\b|\bi need you to\b|\bwould you mind\b")]
    private static partial Regex Request();

    [GeneratedRegex(@"^(and |so |but |ok,? |hey,? )?(when|(at )?what time|how (soon|long|late))\b")]
    private static partial Regex AsksWhen();

    [GeneratedRegex(@"^(and |so |but |ok,? |hey,? )?where\b")]
    private static partial Regex AsksWhere();

    [GeneratedRegex(@"^(and |so |but |ok,? |hey,? )?(who|whom|whose|what|which|why|how)('s|'re|\b)")]
    private static partial Regex AsksWhat();

    [GeneratedRegex(@"^(and |so |but |ok,? |hey,? )?(is|are|am|was|were|do|does|did|have|has|had|can|could|will|would|should|may|isn't|aren't|don't|doesn't|didn't|haven't|can't|won't)\b.*\b(you|i|we|they|he|she|it|this|that|there|the)\b.*\?")]
    private static partial Regex AsksWhether();

    [GeneratedRegex(@"\b(bye|goodbye|good night|see you|see ya|cya|talk to you later|ttyl|take care|have a (nice|good|great))\b")]
    private static partial Regex Farewell();

    [GeneratedRegex(@"^(hi|hello|hey|hiya|howdy|greetings|good (morning|afternoon|evening))\b")]
    private static partial Regex Greeting();
}
