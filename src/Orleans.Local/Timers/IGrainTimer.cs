using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of an activation.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when it fires next, and how often after that.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a timer of an activation behaves.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>A timer with those times.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>When it fires first.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>How long after one call has ended the next begins; infinite for once only.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether its calls may run beside requests.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether its calls keep the activation from being idle.</summary>
    public bool KeepAlive { get; init; }
}
