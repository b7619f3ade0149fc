namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>The metrics of this node as scrapers read them.</summary>
internal sealed class MetricsPage(MetricsCollector collector, FrontUptime uptime)
{
    /// <summary>Process numbers under Prometheus' usual names, then everything that the node counts.</summary>
    public IResult Answer(MetricsText text)
    {
        text.Write("process_uptime_seconds", "gauge", "Seconds since the node started.", uptime.Elapsed.TotalSeconds)
            .Write("process_resident_memory_bytes", "gauge", "Resident memory.", Environment.WorkingSet)
            .Write("process_managed_memory_bytes", "gauge", "Memory that the managed heap uses.", GC.GetTotalMemory(forceFullCollection: false))
            .Write("process_cpu_seconds", "counter", "Processor time.", Environment.CpuUsage.TotalTime.TotalSeconds);
        foreach (var family in collector.Read())
            text.Write(family);
        return Results.Text(text.End(), text.ContentType);
    }
}
