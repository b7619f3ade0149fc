using Microsoft.Extensions.Logging;

namespace Orleans.Local;

/// <summary>What the runtime logs.</summary>
internal sealed partial class RuntimeLog(ILogger logger)
{
    [LoggerMessage(LogLevel.Error, "Activation {Activation} failed to activate.")]
    public partial void ActivationFailed(Exception exception, Activation activation);

    [LoggerMessage(LogLevel.Error, "Activation {Activation} failed while it was deactivated.")]
    public partial void DeactivationFailed(Exception exception, Activation activation);

    [LoggerMessage(LogLevel.Warning, "One-way request {Request} failed.")]
    public partial void OneWayFailed(Exception exception, Request request);

    [LoggerMessage(LogLevel.Warning, "A timer of {Activation} failed.")]
    public partial void TimerFailed(Exception exception, Activation activation);

    [LoggerMessage(LogLevel.Error, "Work within {Activation} failed.")]
    public partial void WorkFailed(Exception exception, Activation activation);

    [LoggerMessage(LogLevel.Error, "Storage {Provider} failed to {Operation} state {State} of {Grain}.")]
    public partial void StorageFailed(Exception exception, string provider, string operation, string state, string grain);

    [LoggerMessage(LogLevel.Error, "Reminder {Reminder} of {Grain} was not delivered.")]
    public partial void ReminderFailed(Exception exception, string reminder, string grain);

    [LoggerMessage(LogLevel.Error, "The reminder table could not be read.")]
    public partial void ReminderTableFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "An event of stream {Stream} was not delivered to {Subscription}; trying again: {Retries}.")]
    public partial void StreamDeliveryFailed(Exception exception, string stream, Guid subscription, bool retries);

    [LoggerMessage(LogLevel.Warning, "The silo stopped before {Count} activations had ended.")]
    public partial void StopHurried(int count);

    [LoggerMessage(LogLevel.Information, "Silo {Silo} started, in one process, without a cluster.")]
    public partial void Started(string silo);
}
