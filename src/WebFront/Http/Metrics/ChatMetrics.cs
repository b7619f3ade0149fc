using System.Diagnostics.Metrics;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>What the front counts of HTTP, as the meter <c>OrleansChat.Http</c>.</summary>
internal sealed class ChatMetrics
{
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments.</summary>
    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create($"{MetricsCollector.Meters}.Http");
        _requests = meter.CreateCounter<long>("orleanschat.http.requests", "{request}", "Requests answered, by method, route and status.");
        _duration = meter.CreateHistogram<double>("orleanschat.http.request.seconds", "s", "Time to answer a request, by route.");
    }

    /// <summary>A request was answered.</summary>
    public void Answered(string method, string route, int status, TimeSpan took)
    {
        _requests.Add(1, new("method", method), new("route", route), new("status", status));
        _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("route", route));
    }
}
