using OrleansChat.WebFront.Http.Metrics;

namespace OrleansChat.WebFront.Contracts.Social.Health;

/// <summary>The metrics as scrapers read them.</summary>
internal static class SocialMetricsText
{
    /// <summary>Process numbers under Prometheus' usual names, then everything that the front counts.</summary>
    public static IResult Answer(MetricsText text, SocialProcess process, MetricsCollector collector)
    {
        text.Write("process_uptime_seconds", "gauge", "Seconds since the front started.", process.Uptime)
            .Write("process_resident_memory_bytes", "gauge", "Resident memory.", process.Memory.Rss)
            .Write("process_managed_memory_bytes", "gauge", "Memory that the managed heap uses.", process.Memory.HeapUsed)
            .Write("process_cpu_seconds", "counter", "Processor time.", (process.Cpu.User + process.Cpu.System) / 1e6);
        foreach (var family in collector.Read())
            text.Write(family);
        return Results.Text(text.End(), text.ContentType);
    }
}
