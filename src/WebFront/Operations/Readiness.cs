using Orleans;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Operations;

/// <summary>
/// Whether this node can do work: a grain reaches the database, which takes an active silo, and the node is not about to stop.
/// From the moment a drain begins it is not ready, so that load balancers send no more while connections are still answered.
/// </summary>
internal sealed partial class Readiness(IGrainFactory grains, IHostApplicationLifetime lifetime, ILogger<Readiness> logger)
{
    /// <summary>How long the database may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private Task<bool> _asking = Task.FromResult(false);

    /// <summary>
    /// Asks the database, by a grain. Anyone may ask, as often as they like, so that it is asked once at a time: who comes
    /// meanwhile gets the same answer.
    /// </summary>
    public async Task<ReadinessAnswer> AskAsync(CancellationToken cancellationToken)
    {
        Task<bool> asking;
        lock (_lock)
            asking = _asking = _asking.IsCompleted ? DatabaseAnswersAsync() : _asking;
        var answers = await asking.WaitAsync(cancellationToken);
        return new ReadinessAnswer(answers, lifetime.ApplicationStopping.IsCancellationRequested);
    }

    private async Task<bool> DatabaseAnswersAsync()
    {
        try
        {
            await grains.Health().PingDatabaseAsync().WaitAsync(Patience);
            return true;
        }
        catch (Exception unreachable)
        {
            LogNotReady(unreachable);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not ready: the database does not answer")]
    private partial void LogNotReady(Exception exception);
}

/// <summary>Whether a node can do work.</summary>
/// <param name="DatabaseAnswers">A grain reached the database.</param>
/// <param name="IsDraining">The node is about to stop.</param>
internal sealed record ReadinessAnswer(bool DatabaseAnswers, bool IsDraining)
{
    /// <summary>Whether work may be sent to it.</summary>
    public bool IsReady => DatabaseAnswers && !IsDraining;
}
