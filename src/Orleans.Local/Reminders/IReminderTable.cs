using Orleans.Runtime;

namespace Orleans;

/// <summary>Keeps reminders.</summary>
public interface IReminderTable
{
    /// <summary>Called before any other.</summary>
    Task StartAsync(CancellationToken cancellationToken = default)
#pragma warning disable CS0618 // A table may still have only the older method.
        => Init();
#pragma warning restore CS0618

    /// <summary>The older name of <see cref="StartAsync"/>.</summary>
    [Obsolete("Implement and use StartAsync instead")]
    Task Init() => Task.CompletedTask;

    /// <summary>The reminders of a grain.</summary>
    Task<ReminderTableData> ReadRows(GrainId grainId);

    /// <summary>The reminders of grains whose hash is after <paramref name="begin"/> up to <paramref name="end"/>, round the ring; of all grains when the two are equal.</summary>
    Task<ReminderTableData> ReadRows(uint begin, uint end);

    /// <summary>One reminder; null when there is none.</summary>
    Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName);

    /// <summary>Stores a reminder and answers its new version; null when something else changed it.</summary>
    Task<string?> UpsertRow(ReminderEntry entry);

    /// <summary>Removes a reminder if it is of that version.</summary>
    Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag);

    /// <summary>Removes everything.</summary>
    Task TestOnlyClearTable();

    /// <summary>Called after all others.</summary>
    Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
}

/// <summary>Reminders that were read.</summary>
[GenerateSerializer]
public sealed class ReminderTableData
{
    /// <summary>No reminders.</summary>
    public ReminderTableData()
        : this([])
    {
    }

    /// <summary>One reminder.</summary>
    public ReminderTableData(ReminderEntry entry)
        : this([entry])
    {
    }

    /// <summary>Those reminders.</summary>
    public ReminderTableData(IEnumerable<ReminderEntry> list) => Reminders = [.. list];

    /// <summary>The reminders.</summary>
    [Id(0)]
    public IList<ReminderEntry> Reminders { get; private set; }
}

/// <summary>A reminder as it is stored.</summary>
[GenerateSerializer]
public sealed class ReminderEntry
{
    /// <summary>The grain.</summary>
    [Id(0)]
    public GrainId GrainId { get; set; }

    /// <summary>The reminder's name.</summary>
    [Id(1)]
    public string ReminderName { get; set; } = null!;

    /// <summary>When it is due first.</summary>
    [Id(2)]
    public DateTime StartAt { get; set; }

    /// <summary>How often it is due after that.</summary>
    [Id(3)]
    public TimeSpan Period { get; set; }

    /// <summary>The version.</summary>
    [Id(4)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"<GrainId={GrainId} ReminderName={ReminderName} Period={Period}>";
}
