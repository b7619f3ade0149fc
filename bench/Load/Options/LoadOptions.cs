using System.Globalization;

namespace OrleansChat.Load.Options;

/// <summary>A scenario and the values of all its options, checked.</summary>
internal sealed class LoadOptions(string scenario, IReadOnlyDictionary<string, string> values)
{
    /// <summary>The scenario.</summary>
    public string Scenario => scenario;

    /// <summary>The fronts.</summary>
    public IReadOnlyList<Uri> Bases => [.. Text("base")!.Split(',').Select(url => new Uri(url))];

    /// <summary>How long is measured.</summary>
    public TimeSpan Duration => Seconds("duration");

    /// <summary>How long the load runs before it is measured.</summary>
    public TimeSpan Warmup => Seconds("warmup");

    /// <summary>Characters of a message.</summary>
    public int Size => Count("size");

    /// <summary>A text; null when it was not given and has no default.</summary>
    public string? Text(string name) => values.GetValueOrDefault(name);

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>A whole number.</summary>
    public int Count(string name) => int.Parse(values[name], CultureInfo.InvariantCulture);

    /// <summary>A time.</summary>
    public TimeSpan Seconds(string name) => TimeSpan.FromSeconds(double.Parse(values[name], CultureInfo.InvariantCulture));

    /// <summary>Processes; none when they were not given.</summary>
    public IReadOnlyList<int> Processes(string name)
        => Text(name) is { } ids ? [.. ids.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture))] : [];
}
