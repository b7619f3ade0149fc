using Orleans.Local;

namespace Orleans.Runtime;

/// <summary>Names a grain or an observer; a class for each interface is generated that sends its calls there.</summary>
public class GrainReference : IAddressable, IEquatable<GrainReference>
{
    private readonly ReferenceShared _shared;
    private IRequestTarget? _target;

    internal GrainReference(ReferenceShared shared, GrainId grainId)
    {
        _shared = shared;
        GrainId = grainId;
    }

    /// <summary>The grain.</summary>
    public GrainId GrainId { get; }

    /// <summary>The interface by which it is called.</summary>
    public GrainInterfaceType InterfaceType => _shared.InterfaceType;

    /// <summary>The interface's name.</summary>
    public virtual string InterfaceName => _shared.Type.FullName ?? _shared.Type.Name;

    /// <summary>Where the last call went, as long as it is there.</summary>
    internal IRequestTarget? Target
    {
        get => _target is { IsGone: false } target ? target : null;
        set => _target = value;
    }

    /// <inheritdoc/>
    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    /// <inheritdoc/>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <inheritdoc/>
    public sealed override string ToString() => $"GrainReference:{GrainId}:{InterfaceType}";

    /// <summary>Equality by grain.</summary>
    public static bool operator ==(GrainReference? left, GrainReference? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Inequality by grain.</summary>
    public static bool operator !=(GrainReference? left, GrainReference? right) => !(left == right);

    internal GrainReference CastTo(Type interfaceType) =>
        interfaceType.IsInstanceOfType(this) ? this : _shared.Node.References.Create(interfaceType, GrainId);

    internal Task<T> Send<T>(Request<T> request)
    {
        Post(request);
        return request.Result;
    }

    internal Task SendVoid(Request<NoResult> request)
    {
        Post(request);
        return request.IsOneWay ? Task.CompletedTask : request.Result;
    }

    internal ValueTask<T> SendValue<T>(Request<T> request) => new(Send(request));

    internal ValueTask SendVoidValue(Request<NoResult> request) => new(SendVoid(request));

    internal void Post(Request request)
    {
        request.Reference = this;
        request.Source = RuntimeContext.Current;
        (request.Source?.Silo ?? _shared.Node).Send(request);
    }
}
