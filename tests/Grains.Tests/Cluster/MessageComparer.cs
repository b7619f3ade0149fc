using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Compares messages by what is in them: their reactions, too, by value.</summary>
internal sealed class MessageComparer : IEqualityComparer<Message>
{
    public static MessageComparer Instance { get; } = new();

    public bool Equals(Message? x, Message? y) =>
        x is not null && y is not null
        && x with { Reactions = [] } == y with { Reactions = [] }
        && x.Reactions.Select(Flat).SequenceEqual(y.Reactions.Select(Flat));

    public int GetHashCode(Message message) => message.Id.GetHashCode();

    private static string Flat(Reaction reaction) => $"{reaction.Emoji}:{string.Join(',', reaction.UserIds)}";
}
