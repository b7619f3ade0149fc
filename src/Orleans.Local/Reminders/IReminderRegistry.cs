using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Timers
{
    /// <summary>Changes reminders.</summary>
    public interface IReminderRegistry
    {
        /// <summary>Sets a reminder.</summary>
        Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period);

        /// <summary>Removes a reminder.</summary>
        Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder);

        /// <summary>A reminder; null when there is none.</summary>
        Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName);

        /// <summary>All reminders of a grain.</summary>
        Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId);
    }
}

namespace Orleans
{
    /// <summary>The reminders of a grain.</summary>
    public static class GrainReminderExtensions
    {
        /// <summary>Sets a reminder: first due after <paramref name="dueTime"/>, then every <paramref name="period"/>.</summary>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period);

        /// <summary>Sets a reminder: first due after <paramref name="dueTime"/>, then every <paramref name="period"/>.</summary>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period)
        {
            var registry = RegistryOf(grain);
            if (string.IsNullOrWhiteSpace(reminderName)) throw new ArgumentNullException(nameof(reminderName));
            return grain is IRemindable
                ? registry.RegisterOrUpdateReminder(grain.GrainContext.GrainId, reminderName, dueTime, period)
                : throw new InvalidOperationException(
                    $"Grain {grain.GrainContext.GrainId} is not '{nameof(IRemindable)}'. A grain should implement {nameof(IRemindable)} to use the persistent reminder service");
        }

        /// <summary>Removes a reminder.</summary>
        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) => ((IGrainBase)grain).UnregisterReminder(reminder);

        /// <summary>Removes a reminder.</summary>
        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) =>
            RegistryOf(grain).UnregisterReminder(grain.GrainContext.GrainId, reminder);

        /// <summary>A reminder; null when there is none.</summary>
        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) => ((IGrainBase)grain).GetReminder(reminderName);

        /// <summary>A reminder; null when there is none.</summary>
        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
            RegistryOf(grain).GetReminder(grain.GrainContext.GrainId, reminderName);

        /// <summary>All reminders.</summary>
        public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => ((IGrainBase)grain).GetReminders();

        /// <summary>All reminders.</summary>
        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
            RegistryOf(grain).GetReminders(grain.GrainContext.GrainId);

        private static IReminderRegistry RegistryOf(IGrainBase grain)
        {
            ArgumentNullException.ThrowIfNull(grain);
            return grain.GrainContext.ActivationServices.GetRequiredService<IReminderRegistry>();
        }
    }
}
