using System.Text;

namespace Orleans.Runtime;

/// <summary>A stream within its provider: a namespace and a key.</summary>
[GenerateSerializer, Immutable]
public readonly struct StreamId : IEquatable<StreamId>
{
    [Id(0)]
    private readonly IdSpan _namespace;

    [Id(1)]
    private readonly IdSpan _key;

    private StreamId(IdSpan ns, IdSpan key)
    {
        _namespace = ns;
        _key = key;
    }

    /// <summary>The namespace as UTF-8.</summary>
    public ReadOnlyMemory<byte> Namespace => _namespace.Value;

    /// <summary>The key as UTF-8.</summary>
    public ReadOnlyMemory<byte> Key => _key.Value;

    /// <summary>The stream of that namespace and key.</summary>
    public static StreamId Create(string? ns, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new StreamId(ns is null ? default : IdSpan.Create(ns), IdSpan.Create(key));
    }

    /// <summary>The stream of that namespace and key.</summary>
    public static StreamId Create(string? ns, Guid key) => Create(ns, key.ToString("N"));

    /// <summary>The stream of that namespace and key.</summary>
    public static StreamId Create(string? ns, long key) => Create(ns, key.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public bool Equals(StreamId other) => _key.Equals(other._key) && _namespace.Equals(other._namespace);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_namespace, _key);

    /// <inheritdoc/>
    public override string ToString() => $"{(_namespace.IsDefault ? "null" : _namespace.ToString())}/{_key}";

    /// <summary>The key as text.</summary>
    public string GetKeyAsString() => Encoding.UTF8.GetString(Key.Span);

    /// <summary>The namespace as text; null for none.</summary>
    public string? GetNamespace() => _namespace.IsDefault ? null : _namespace.ToString();

    /// <summary>Equality by namespace and key.</summary>
    public static bool operator ==(StreamId left, StreamId right) => left.Equals(right);

    /// <summary>Inequality by namespace and key.</summary>
    public static bool operator !=(StreamId left, StreamId right) => !left.Equals(right);
}
