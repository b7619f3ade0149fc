namespace OrleansChat.WebFront.Processes;

/// <summary>A program to run, and its bounds.</summary>
/// <param name="Program">Its full path.</param>
/// <param name="Arguments">Its arguments, each on its own: no shell reads them.</param>
internal sealed record BoundedProcess(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>What it reads from its standard input; nothing when null.</summary>
    public Stream? Input { get; init; }

    /// <summary>How long it may run, waiting for its turn included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Bytes that it may write to its standard output.</summary>
    public required int MaxOutput { get; init; }
}

/// <summary>Why a program gave no result.</summary>
internal enum ProcessFailure
{
    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>It ended with an exit code other than 0.</summary>
    Failed,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>It wrote too much.</summary>
    TooMuchOutput,
}

/// <summary>A program gave no result. Says nothing of what it read or wrote.</summary>
internal sealed class ProcessFailedException(string program, ProcessFailure failure, Exception? cause = null)
    : Exception($"{Path.GetFileName(program)}: {failure}.", cause)
{
    /// <summary>Why.</summary>
    public ProcessFailure Failure { get; } = failure;
}
