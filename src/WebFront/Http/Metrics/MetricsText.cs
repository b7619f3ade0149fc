using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>Writes metrics in Prometheus' text format 0.0.4 or OpenMetrics 1.0, which differ in the names of counters and in the end.</summary>
internal sealed class MetricsText(bool openMetrics)
{
    private readonly StringBuilder _text = new();

    /// <summary>The content type of what is written.</summary>
    public string ContentType => openMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Labels in braces, or nothing.</summary>
    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var labels = new List<string>(tags.Length);
        foreach (var (name, value) in tags)
            labels.Add($"{name}=\"{Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        return $"{{{string.Join(',', labels)}}}";
    }

    /// <summary>Writes an instrument: a counter, a histogram, or a gauge.</summary>
    public MetricsText Write(MetricFamily family)
    {
        var (kind, name, help) = (Kind(family.Instrument), Name(family.Instrument), family.Instrument.Description ?? "");
        Head(name, kind, help);
        foreach (var sample in family.Samples)
        {
            if (kind == "histogram")
                WriteHistogram(name, sample);
            else
                Line(kind == "counter" ? $"{name}_total" : name, sample.Labels, sample.Sum);
        }

        return this;
    }

    /// <summary>Writes one value of the process.</summary>
    public MetricsText Write(string name, string kind, string help, double value)
    {
        Head(name, kind, help);
        return Line(kind == "counter" ? $"{name}_total" : name, "", value);
    }

    /// <summary>All that was written.</summary>
    public string End() => _text.Append(openMetrics ? "# EOF\n" : "").ToString();

    /// <summary>What Prometheus calls an instrument's kind: counter, histogram or gauge.</summary>
    public static string Kind(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<int> or Counter<double> or ObservableCounter<long> or ObservableCounter<int> or ObservableCounter<double> => "counter",
        Histogram<long> or Histogram<int> or Histogram<double> => "histogram",
        _ => "gauge",
    };

    /// <summary>An instrument's name as Prometheus writes it.</summary>
    public static string Name(Instrument instrument) => instrument.Name.Replace('.', '_');

    private static string Escape(string value)
        => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Head(string name, string kind, string help)
    {
        var family = kind == "counter" && !openMetrics ? $"{name}_total" : name;
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {family} {help}\n# TYPE {family} {kind}\n");
    }

    private void WriteHistogram(string name, MetricSample sample)
    {
        var labels = sample.Labels.Length == 0 ? "{" : sample.Labels[..^1] + ",";
        var count = 0L;
        foreach (var bucket in sample.Buckets)
        {
            count += bucket.Count;
            var bound = double.IsPositiveInfinity(bucket.Bound) ? "+Inf" : bucket.Bound.ToString("R", CultureInfo.InvariantCulture);
            Line($"{name}_bucket", $"{labels}le=\"{bound}\"}}", count);
        }

        Line($"{name}_sum", sample.Labels, sample.Sum).Line($"{name}_count", sample.Labels, count);
    }

    private MetricsText Line(string name, string labels, double value)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
        return this;
    }
}
