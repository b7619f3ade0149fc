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

    /// <summary>Writes an instrument: a counter, a gauge (up-down counters), or a summary without quantiles (histograms).</summary>
    public MetricsText Write(MetricFamily family)
    {
        var (kind, name, help) = (Kind(family.Instrument), family.Instrument.Name.Replace('.', '_'), family.Instrument.Description ?? "");
        Head(name, kind, help);
        foreach (var sample in family.Samples)
        {
            if (kind == "summary")
                Line($"{name}_count", sample.Labels, sample.Count).Line($"{name}_sum", sample.Labels, sample.Sum);
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

    private static string Kind(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<int> or Counter<double> => "counter",
        Histogram<double> => "summary",
        _ => "gauge",
    };

    private static string Escape(string value)
        => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Head(string name, string kind, string help)
    {
        var family = kind == "counter" && !openMetrics ? $"{name}_total" : name;
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {family} {help}\n# TYPE {family} {kind}\n");
    }

    private MetricsText Line(string name, string labels, double value)
    {
        _text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
        return this;
    }
}
