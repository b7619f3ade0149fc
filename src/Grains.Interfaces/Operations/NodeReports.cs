namespace OrleansChat.Grains.Interfaces.Operations;

/// <summary>How often nodes report, how long they are remembered, and how much of them.</summary>
public static class NodeReports
{
    /// <summary>How often a node reports.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A node not heard of for this long is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>For how long one that is gone is still shown.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    /// <summary>Nodes shown at most.</summary>
    public const int MaxNodes = 100;

    /// <summary>Log entries of one node at most.</summary>
    public const int MaxErrors = 20;

    /// <summary>Characters of names, versions and addresses at most.</summary>
    public const int MaxName = 128;

    /// <summary>Characters of a log entry's message at most.</summary>
    public const int MaxMessage = 300;
}
