using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Events;

namespace OrleansChat.Grains.Events;

/// <summary>
/// The members of a conversation on one front at one moment. A large one has a name, and the front learns only once who is in it;
/// when somebody comes or goes another one takes its place.
/// </summary>
internal sealed class Crowd(Guid conversationId, ImmutableArray<Guid> users)
{
    /// <summary>So many users are listed with each event: no more than a name and what goes with it is worth.</summary>
    public const int Listed = 32;

    /// <summary>Who is in it.</summary>
    public ImmutableArray<Guid> Users => users;

    /// <summary>What the front knows it by; null when users are listed.</summary>
    public AudienceName? Name { get; } = users.Length > Listed ? new AudienceName(conversationId, Random.Shared.NextInt64()) : null;

    /// <summary>Whether the front was told who is in it. It may have forgotten, and says so then.</summary>
    public bool IsKnown { get; set; }

    /// <summary>An event for all of them but one, if any.</summary>
    public Delivery Deliver(ChatEvent chatEvent, Guid? exceptUser, Guid? exceptConnection) =>
        new(chatEvent, Name is null ? users : [], exceptConnection, exceptUser, Name);
}

/// <summary>A delivery that waits, and the crowd that it is for when it does not list its recipients.</summary>
internal readonly record struct Waiting(Delivery Delivery, Crowd? Crowd)
{
    /// <summary>Who is to hear of it.</summary>
    public IEnumerable<Guid> Recipients
    {
        get
        {
            var (users, except) = (Crowd?.Users ?? Delivery.Recipients, Delivery.ExceptUser);
            return except is { } user ? users.Where(recipient => recipient != user) : users;
        }
    }
}
