using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using OrleansChat.Storage.Data;

namespace OrleansChat.Storage.Grains;

/// <summary>Reminders as rows, found by grain or by range of the grains' hashes.</summary>
internal sealed class ChatReminderTable(IDatabase database, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string Columns = "SELECT grain_id, reminder_name, start_at, period, etag FROM reminders WHERE service_id = $1";

    private const string Upsert = """
        INSERT INTO reminders (service_id, grain_id, reminder_name, grain_hash, start_at, period, etag) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (service_id, grain_id, reminder_name) DO UPDATE SET start_at = excluded.start_at, period = excluded.period, etag = excluded.etag
        """;

    private string ServiceId => cluster.Value.ServiceId;

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ListAsync($"{Columns} AND grain_id = $2", ServiceId, grainId.ToString());

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => begin < end
        ? ListAsync($"{Columns} AND grain_hash > $2 AND grain_hash <= $3", ServiceId, (long)begin, (long)end)
        : ListAsync($"{Columns} AND (grain_hash > $2 OR grain_hash <= $3)", ServiceId, (long)begin, (long)end);

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
        => (await ListAsync($"{Columns} AND grain_id = $2 AND reminder_name = $3", ServiceId, grainId.ToString(), reminderName)).Reminders.SingleOrDefault();

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var etag = Guid.NewGuid().ToString("N");
        await database.WriteAsync(
            (session, cancel) => session.ExecuteAsync(
                Upsert, cancel, ServiceId, entry.GrainId.ToString(), entry.ReminderName, (long)entry.GrainId.GetUniformHashCode(),
                new DateTimeOffset(DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc)), entry.Period.Ticks, etag),
            CancellationToken.None);
        return etag;
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => await database.WriteAsync(
        (session, cancel) => session.ExecuteAsync(
            "DELETE FROM reminders WHERE service_id = $1 AND grain_id = $2 AND reminder_name = $3 AND etag = $4",
            cancel, ServiceId, grainId.ToString(), reminderName, eTag),
        CancellationToken.None) > 0;

    public Task TestOnlyClearTable() => database.WriteAsync(
        (session, cancel) => session.ExecuteAsync("DELETE FROM reminders WHERE service_id = $1", cancel, ServiceId), CancellationToken.None);

    private async Task<ReminderTableData> ListAsync(string sql, params object?[] parameters) => new(await database.ReadAsync(
        (session, cancel) => session.ListAsync(
            sql,
            row => new ReminderEntry
            {
                GrainId = GrainId.Parse(row.Text(0)),
                ReminderName = row.Text(1),
                StartAt = row.Time(2).UtcDateTime,
                Period = TimeSpan.FromTicks(row.Number(3)),
                ETag = row.Text(4),
            },
            cancel,
            parameters),
        CancellationToken.None));
}
