using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A grain that can have reminders.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>A reminder is due.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A reminder: a timer that outlives activations and silos.</summary>
    public interface IGrainReminder
    {
        /// <summary>Its name, unique within its grain.</summary>
        string ReminderName { get; }
    }

    /// <summary>When a reminder was due, and when it came.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>When it was due first.</summary>
        [Id(0)]
        public DateTime FirstTickTime { get; } = firstTickTime;

        /// <summary>How often it is due after that.</summary>
        [Id(1)]
        public TimeSpan Period { get; } = period;

        /// <summary>When it came this time.</summary>
        [Id(2)]
        public DateTime CurrentTickTime { get; } = timeStamp;

        /// <inheritdoc/>
        public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";
    }

    /// <summary>A reminder could not be changed, because something else changed it.</summary>
    [GenerateSerializer]
    public sealed class ReminderException(string message) : OrleansException(message);
}
