namespace Orleans.Runtime;

/// <summary>The stable name of a grain class.</summary>
[GenerateSerializer, Immutable]
public readonly record struct GrainType
{
    [Id(0)]
    private readonly IdSpan _value;

    /// <summary>The type that an identity spells.</summary>
    public GrainType(IdSpan id) => _value = id;

    /// <summary>The name as bytes.</summary>
    public IdSpan Value => _value;

    /// <summary>Whether there is no name.</summary>
    public bool IsDefault => _value.IsDefault;

    /// <summary>The type of that name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new GrainType(IdSpan.Create(value));
    }

    /// <summary>The name as UTF-8.</summary>
    public ReadOnlySpan<byte> AsSpan() => _value.AsSpan();

    /// <summary>A hash that is the same in every process.</summary>
    public uint GetUniformHashCode() => _value.GetUniformHashCode();

    /// <inheritdoc/>
    public override string ToString() => _value.ToString();
}

/// <summary>The stable name of a grain interface.</summary>
[GenerateSerializer, Immutable]
public readonly record struct GrainInterfaceType
{
    [Id(0)]
    private readonly IdSpan _value;

    /// <summary>The interface that an identity spells.</summary>
    public GrainInterfaceType(IdSpan value) => _value = value;

    /// <summary>The name as bytes.</summary>
    public IdSpan Value => _value;

    /// <summary>Whether there is no name.</summary>
    public bool IsDefault => _value.IsDefault;

    /// <summary>The interface of that name.</summary>
    public static GrainInterfaceType Create(string value) => new(IdSpan.Create(value));

    /// <inheritdoc/>
    public override string ToString() => _value.ToString();
}
