using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>What the front counts of HTTP, as the meter <c>OrleansChat.Http</c>.</summary>
internal sealed class ChatMetrics
{
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Select(status => (object)status)];

    private readonly Counter<long> _requests;
    private readonly Counter<long> _limited;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create($"{MetricsCollector.Meters}.Http");
        _requests = meter.CreateCounter<long>("orleanschat.http.requests", "{request}", "Requests answered, by method, route and status.");
        _duration = meter.CreateHistogram(
            "orleanschat.http.request.seconds", "s", "Time to answer a request, by route.", tags: null, MetricBuckets.Seconds);
        _limited = meter.CreateCounter<long>("orleanschat.http.limited", "{request}", "Requests (429) and commands refused by a published limit, by the limit's group.");
    }

    /// <summary>A request was answered.</summary>
    public void Answered(string method, string route, int status, TimeSpan took)
    {
        _requests.Add(1, new("method", method), new("route", route), new("status", (uint)status < (uint)Statuses.Length ? Statuses[status] : "other"));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("route", route));
    }

    /// <summary>A request or a command was refused by a limit.</summary>
    public void Limited(string group) => _limited.Add(1, new KeyValuePair<string, object?>("limit", group));
}
