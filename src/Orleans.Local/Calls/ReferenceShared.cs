using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>What references by one interface, made by one node, have in common.</summary>
internal sealed record ReferenceShared(Node Node, Type Type)
{
    public GrainInterfaceType InterfaceType { get; } = GrainInterfaceType.Create(Type.FullName ?? Type.Name);
}

/// <summary>Where requests can be sent: an activation, a group of stateless workers, or an observer.</summary>
internal interface IRequestTarget
{
    /// <summary>Whether it is no longer there, so that the grain has to be looked up again.</summary>
    bool IsGone { get; }

    /// <summary>The node that it lives in.</summary>
    Node Node { get; }

    void Receive(Request request);
}
