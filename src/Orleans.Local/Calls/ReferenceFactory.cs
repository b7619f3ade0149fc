using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Makes the references of one node.</summary>
internal sealed class ReferenceFactory(Node node)
{
    private readonly ConcurrentDictionary<Type, (ReferenceShared Shared, ProxyConstructor Construct)> _interfaces = new();

    public GrainReference Create(Type interfaceType, GrainId grainId)
    {
        var (shared, construct) = _interfaces.GetOrAdd(
            interfaceType,
            static (type, node) => (new ReferenceShared(node, type), ProxyCompiler.ConstructorOf(type)),
            node);
        return construct(shared, grainId);
    }

    /// <summary>A reference that can be compared and cast, but not called.</summary>
    public GrainReference CreateUntyped(GrainId grainId) => new(new ReferenceShared(node, typeof(IAddressable)), grainId);
}
