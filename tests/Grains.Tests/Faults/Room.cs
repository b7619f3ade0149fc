using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>A conversation of a scene and its members.</summary>
internal sealed record Room(Guid Id, bool IsGroup, IReadOnlyList<Guid> Members)
{
    public IConversationGrain Grain(IGrainFactory grains) => grains.GetGrain<IConversationGrain>(Id);

    public NewMessage Message(Guid sender, string content, string operation) =>
        People.Text(sender, content, operation) with { PeerId = IsGroup ? null : Members.Single(member => member != sender) };

    public override string ToString() => $"{(IsGroup ? "group" : "direct conversation")} {Id}";
}
