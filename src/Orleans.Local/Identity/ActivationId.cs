namespace Orleans.Runtime;

/// <summary>One activation of a grain.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ActivationId
{
    [Id(0)]
    private readonly Guid _key;

    /// <summary>The activation of that key.</summary>
    public ActivationId(Guid key) => _key = key;

    /// <summary>The key.</summary>
    public Guid Key => _key;

    /// <summary>A new activation's id.</summary>
    public static ActivationId NewId() => new(Guid.NewGuid());

    /// <inheritdoc/>
    public override string ToString() => $"@{_key:N}";
}
