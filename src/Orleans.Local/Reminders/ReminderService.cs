using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Local;

/// <summary>
/// The reminders of a cluster. Any silo changes the table; the oldest one also keeps a timer for each reminder, and when it
/// goes the next oldest reads the table and takes over.
/// </summary>
internal sealed class ReminderService(
    SiloNode silo, IServiceProvider services, TimeProvider time, IOptions<ReminderOptions> options)
    : IReminderRegistry, ILifecycleParticipant<ISiloLifecycle>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(GrainId Grain, string Name), ReminderTimer> _timers = [];
    private ITimer? _refresher;
    private bool _isStarted;

    private IReminderTable Table => services.GetService<IReminderTable>() ?? throw new OrleansConfigurationException(
        "The reminder service has not been configured: add a reminder table, as UseInMemoryReminderService() does.");

    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(
            nameof(ReminderService),
            ServiceLifecycleStage.RuntimeGrainServices,
            cancellation => Table.StartAsync(cancellation),
            cancellation => Table.StopAsync(cancellation));
        lifecycle.Subscribe(nameof(ReminderService), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    public async Task<IGrainReminder> RegisterOrUpdateReminder(GrainId callingGrainId, string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.Zero);
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        if (period < options.Value.MinimumReminderPeriod)
        {
            throw new ArgumentException(
                $"Cannot register reminder {reminderName} as requested period ({period}) is less than minimum allowed reminder period ({options.Value.MinimumReminderPeriod})");
        }

        var entry = new ReminderEntry
        {
            GrainId = callingGrainId,
            ReminderName = reminderName,
            StartAt = time.GetUtcNow().UtcDateTime + dueTime,
            Period = period,
        };
        entry.ETag = await Table.UpsertRow(entry)
            ?? throw new ReminderException($"Could not register reminder {entry} to reminder table due to a race. Please try again later.");
        Keeper?.Keep(entry);
        return new Reminder(entry);
    }

    public async Task UnregisterReminder(GrainId callingGrainId, IGrainReminder reminder)
    {
        var known = (Reminder)reminder;
        if (!await Table.RemoveRow(callingGrainId, known.ReminderName, known.Etag)
            && await Table.ReadRow(callingGrainId, known.ReminderName) is not null)
        {
            throw new ReminderException(
                $"Could not unregister reminder {known.ReminderName} from the reminder table, due to tag mismatch. You can retry.");
        }

        Keeper?.Drop((callingGrainId, known.ReminderName));
    }

    public async Task<IGrainReminder?> GetReminder(GrainId callingGrainId, string reminderName)
    {
        ArgumentException.ThrowIfNullOrEmpty(reminderName);
        return await Table.ReadRow(callingGrainId, reminderName) is { } entry ? new Reminder(entry) : null;
    }

    public async Task<List<IGrainReminder>> GetReminders(GrainId callingGrainId) =>
        [.. (await Table.ReadRows(callingGrainId)).Reminders.Select(entry => new Reminder(entry))];

    /// <summary>Calls the grain.</summary>
    public async Task DeliverAsync(ReminderEntry entry)
    {
        if (silo.IsDead) return;
        try
        {
            var status = new TickStatus(entry.StartAt, entry.Period, time.GetUtcNow().UtcDateTime);
            await silo.Factory.GetGrain<IRemindable>(entry.GrainId).ReceiveReminder(entry.ReminderName, status);
        }
        catch (Exception exception)
        {
            silo.Log.ReminderFailed(exception, entry.ReminderName, entry.GrainId.ToString());
        }
    }

    private ReminderService? Keeper => silo.Cluster.Silos.FirstOrDefault()?.Services.GetService<ReminderService>();

    private async Task StartAsync(CancellationToken cancellation)
    {
        silo.Cluster.SilosChanged += TakeOverOrStop;
        if (Keeper == this) await ReadTableAsync();
    }

    private Task StopAsync(CancellationToken cancellation)
    {
        silo.Cluster.SilosChanged -= TakeOverOrStop;
        DropAll();
        return Task.CompletedTask;
    }

    private void TakeOverOrStop()
    {
        if (silo.IsDead) DropAll();
        else if (Keeper == this && !_isStarted) _ = ReadTableAsync();
    }

    private async Task ReadTableAsync()
    {
        _isStarted = true;
        var period = options.Value.RefreshReminderListPeriod;
        _refresher ??= time.CreateTimer(static service => _ = ((ReminderService)service!).ReadTableAsync(), this, period, period);
        try
        {
            var entries = (await Table.ReadRows(0, 0)).Reminders;
            foreach (var entry in entries) Keep(entry);
            var stored = entries.Select(entry => (entry.GrainId, entry.ReminderName)).ToHashSet();
            List<(GrainId, string)> gone;
            lock (_lock) gone = [.. _timers.Keys.Where(key => !stored.Contains(key))];
            foreach (var key in gone)
                if (await Table.ReadRow(key.Item1, key.Item2) is null)
                    Drop(key);
        }
        catch (Exception exception)
        {
            silo.Log.ReminderTableFailed(exception);
        }
    }

    private void Keep(ReminderEntry entry)
    {
        lock (_lock)
        {
            var key = (entry.GrainId, entry.ReminderName);
            if (_timers.TryGetValue(key, out var existing))
            {
                if (existing.Entry.ETag == entry.ETag) return;
                existing.Dispose();
            }

            _timers[key] = new ReminderTimer(this, entry, time);
        }
    }

    private void Drop((GrainId, string) key)
    {
        lock (_lock)
            if (_timers.Remove(key, out var timer))
                timer.Dispose();
    }

    private void DropAll()
    {
        _refresher?.Dispose();
        lock (_lock)
        {
            foreach (var timer in _timers.Values) timer.Dispose();
            _timers.Clear();
        }
    }

    /// <summary>A reminder and the version of it that is known.</summary>
    private sealed class Reminder(ReminderEntry entry) : IGrainReminder
    {
        public string ReminderName => entry.ReminderName;

        public string Etag => entry.ETag ?? "";
    }
}
