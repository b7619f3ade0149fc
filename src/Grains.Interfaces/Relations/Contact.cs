using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Search;

namespace OrleansChat.Grains.Interfaces.Relations;

/// <summary>Where two users stand as contacts, as one of them sees it.</summary>
[GenerateSerializer, Alias("contact-status")]
public enum ContactStatus
{
    /// <summary>Neither has asked the other.</summary>
    None,

    /// <summary>One has asked and the other has not answered.</summary>
    Pending,

    /// <summary>They are contacts.</summary>
    Accepted,

    /// <summary>The one who was asked has declined.</summary>
    Declined,
}

/// <summary>A contact, as one of the two users sees it.</summary>
/// <param name="Id">Of this side: the other user knows it by another id.</param>
/// <param name="UserId">The other user.</param>
/// <param name="Status">Where they stand.</param>
/// <param name="AskedBy">Who of the two asked; null when they never did.</param>
/// <param name="Message">What was said when asking, or null.</param>
/// <param name="Since">When they became contacts; null while they are not.</param>
/// <param name="UpdatedAt">When the status last changed.</param>
[GenerateSerializer, Immutable, Alias("contact")]
public sealed record Contact(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid UserId,
    [property: Id(2)] ContactStatus Status,
    [property: Id(3)] Guid? AskedBy,
    [property: Id(4)] string? Message,
    [property: Id(5)] DateTimeOffset? Since,
    [property: Id(6)] DateTimeOffset UpdatedAt);

/// <summary>A contact in a list; <paramref name="Presence"/> is what the one who asked for the list may see of it.</summary>
[GenerateSerializer, Immutable, Alias("contact-entry")]
public sealed record ContactEntry(
    [property: Id(0)] Contact Contact, [property: Id(1)] UserSummary User, [property: Id(2)] PresenceInfo Presence);

/// <summary>Somebody who blocks the one who is spoken of, and since when.</summary>
[GenerateSerializer, Immutable, Alias("blocker")]
public sealed record Blocker([property: Id(0)] Guid UserId, [property: Id(1)] DateTimeOffset Since);

/// <summary>A user in the list of those whom somebody blocks.</summary>
[GenerateSerializer, Immutable, Alias("blocked-user")]
public sealed record BlockedUser([property: Id(0)] UserSummary User, [property: Id(1)] DateTimeOffset BlockedAt);

/// <summary>What other grains have to know of two users.</summary>
/// <param name="BlockedBy">Who of the two blocks the other: nobody, one or both.</param>
/// <param name="Contact">Where they stand as contacts.</param>
[GenerateSerializer, Immutable, Alias("relation-standing")]
public sealed record RelationStanding([property: Id(0)] ImmutableArray<Guid> BlockedBy, [property: Id(1)] ContactStatus Contact);

/// <summary>How many relations a user may have, and what a request may measure.</summary>
public static class RelationLimits
{
    /// <summary>Contacts of one user.</summary>
    public const int Contacts = 5000;

    /// <summary>Requests of one user that are not answered.</summary>
    public const int OpenRequests = 200;

    /// <summary>Users whom one user blocks.</summary>
    public const int Blocks = 1000;

    /// <summary>Characters of the message of a request.</summary>
    public const int Message = 500;

    /// <summary>How often one user may ask the same other one.</summary>
    public const int Asks = 3;

    /// <summary>How long after it was declined a contact may be asked for again.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromDays(7);
}
