using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Keeps the reminders of a cluster in memory.</summary>
internal sealed class MemoryReminderTable : IReminderTable
{
    private readonly ConcurrentDictionary<(GrainId Grain, string Name), Row> _rows = new();
    private long _lastVersion;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => Where(row => row.Grain == grainId);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => Where(row =>
    {
        var hash = row.Grain.GetUniformHashCode();
        return begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    });

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(_rows.TryGetValue((grainId, reminderName), out var row) ? row.ToEntry() : null);

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        var etag = Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture);
        _rows[(entry.GrainId, entry.ReminderName)] = new Row(entry.GrainId, entry.ReminderName, entry.StartAt, entry.Period, etag);
        return Task.FromResult<string?>(etag);
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => Task.FromResult(
        _rows.TryGetValue((grainId, reminderName), out var row) && row.Etag == eTag && _rows.TryRemove(new((grainId, reminderName), row)));

    public Task TestOnlyClearTable()
    {
        _rows.Clear();
        return Task.CompletedTask;
    }

    private Task<ReminderTableData> Where(Func<Row, bool> predicate) =>
        Task.FromResult(new ReminderTableData(_rows.Values.Where(predicate).Select(row => row.ToEntry())));

    private sealed record Row(GrainId Grain, string Name, DateTime StartAt, TimeSpan Period, string Etag)
    {
        public ReminderEntry ToEntry() =>
            new() { GrainId = Grain, ReminderName = Name, StartAt = StartAt, Period = Period, ETag = Etag };
    }
}
