namespace OrleansChat.WebFront.Ai;

/// <summary>What AI services take and give at most.</summary>
internal static class AiLimits
{
    /// <summary>Characters of a text.</summary>
    public const int Text = 5_000;

    /// <summary>What was said before, in turns.</summary>
    public const int Turns = 20;

    /// <summary>Bytes of a recording.</summary>
    public const long Recording = 25 * 1024 * 1024;

    /// <summary>What might be said next, in suggestions.</summary>
    public const int Suggestions = 5;

    /// <summary>Answers to choose from.</summary>
    public const int Replies = 3;
}
