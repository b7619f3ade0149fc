namespace OrleansChat.WebFront.Http.Metrics;

/// <summary>A set of labels, in the order in which the instrument is given them.</summary>
internal sealed record MetricTags(KeyValuePair<string, object?>[] Tags);

/// <summary>Finds sets of labels by what an instrument was given, without copying it.</summary>
internal sealed class MetricTagsComparer : IEqualityComparer<MetricTags>, IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, MetricTags>
{
    /// <summary>The one there is.</summary>
    public static MetricTagsComparer Instance { get; } = new();

    /// <inheritdoc/>
    public MetricTags Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) => new([.. alternate]);

    /// <inheritdoc/>
    public bool Equals(MetricTags? x, MetricTags? y) => x is not null && y is not null && Equals(x.Tags, y);

    /// <inheritdoc/>
    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, MetricTags other)
    {
        if (alternate.Length != other.Tags.Length)
            return false;
        for (var i = 0; i < alternate.Length; i++)
        {
            if (!Equals(alternate[i].Value, other.Tags[i].Value) || alternate[i].Key != other.Tags[i].Key)
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public int GetHashCode(MetricTags obj) => GetHashCode(obj.Tags);

    /// <summary>Of the values alone: the names of an instrument's labels do not differ.</summary>
    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = 0;
        foreach (var (_, value) in alternate)
            hash = HashCode.Combine(hash, value);
        return hash;
    }
}
