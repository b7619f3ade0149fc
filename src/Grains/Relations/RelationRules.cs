using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.Storage.Relations;

namespace OrleansChat.Grains.Relations;

/// <summary>
/// What may become of two users. Decides; changes nothing. Both sides say the same of the contact, except while one blocks the other: then the
/// blocked one goes on alone, on their own side, and is answered as if nothing were in the way. When the block is taken back there is no contact.
/// </summary>
internal static class RelationRules
{
    /// <summary>Nothing between two users.</summary>
    public static StoredRelation None(Guid one, Guid other, DateTimeOffset now) => new(0, Side(one, now), Side(other, now));

    /// <summary>The contact as one side sees it.</summary>
    public static Contact ContactOf(StoredSide mine, Guid other) =>
        new(mine.ContactId, other, StatusOf(mine), mine.AskedBy, mine.Message, mine.Since, mine.UpdatedAt);

    /// <summary>Whether asking would make a contact at once, since the other has asked.</summary>
    public static bool IsAskedBy(StoredSide mine, Guid other) => StatusOf(mine) == ContactStatus.Pending && mine.AskedBy == other;

    /// <summary>The first side asks the other.</summary>
    public static StoredRelation Ask(StoredRelation relation, string? message, DateTimeOffset now)
    {
        var (mine, other) = (relation.One, relation.Other.UserId);
        if (mine.BlockedAt is not null)
            throw new ChatException("userId", "Must not be a user whom you block.");
        if (IsAskedBy(mine, other))
            return OnBothSides(relation, side => Become(side, ContactStatus.Accepted, now) with { Since = now, Asks = 0 });
        if (StatusOf(mine) is ContactStatus.Accepted or ContactStatus.Pending)
            throw new ChatException(ChatError.AlreadyAContact);

        // Whoever declined may ask at any time; the one who was declined waits, even when they took the entry out of their list.
        if (mine.AskedBy == mine.UserId && now < mine.UpdatedAt + RelationLimits.AskAgainAfter)
            throw new ChatException(ChatError.LimitReached);
        if (mine.Asks >= RelationLimits.Asks)
            throw new ChatException(ChatError.LimitReached);
        var asked = OnBothSides(
            relation, side => Become(side, ContactStatus.Pending, now) with { AskedBy = mine.UserId, Message = message, Since = null });
        return asked with { One = asked.One with { Asks = mine.Asks + 1 } };
    }

    /// <summary>The first side answers what the other asked.</summary>
    public static StoredRelation Answer(StoredRelation relation, bool accept, DateTimeOffset now)
    {
        var mine = relation.One;
        if (StatusOf(mine) == ContactStatus.None)
            throw new ChatException(ChatError.ContactNotFound);
        if (StatusOf(mine) != ContactStatus.Pending)
            throw new ChatException(ChatError.NotPending);
        if (mine.AskedBy == mine.UserId)
            throw new ChatException(ChatError.NotYoursToAnswer);
        return OnBothSides(relation, side => accept
            ? Become(side, ContactStatus.Accepted, now) with { Since = now, Asks = 0 }
            : Become(side, ContactStatus.Declined, now));
    }

    /// <summary>The first side ends the contact, takes their request back, or takes what was declined out of their list.</summary>
    public static StoredRelation Remove(StoredRelation relation, DateTimeOffset now) => StatusOf(relation.One) switch
    {
        ContactStatus.None => throw new ChatException(ChatError.ContactNotFound),
        ContactStatus.Declined => relation with { One = relation.One with { Contact = (int)ContactStatus.None, Message = null } },
        _ => OnBothSides(relation, side => End(side, now)),
    };

    /// <summary>The first side blocks the other. Their contact is over; the other one's list does not show it.</summary>
    public static StoredRelation Block(StoredRelation relation, DateTimeOffset now) =>
        relation with { One = End(relation.One, now) with { BlockedAt = now } };

    /// <summary>The first side takes the block back. What the other believed until now is over as well, unless the other blocks too.</summary>
    public static StoredRelation Unblock(StoredRelation relation, DateTimeOffset now)
    {
        if (relation.One.BlockedAt is null)
            throw new ChatException(ChatError.NotBlocked);
        var other = relation.Other;
        return relation with
        {
            One = relation.One with { BlockedAt = null },
            Other = StatusOf(other) is ContactStatus.Pending or ContactStatus.Accepted ? End(other, now) : other,
        };
    }

    /// <summary>Where the first side stands with the other.</summary>
    public static ContactStatus StatusOf(StoredSide side) => (ContactStatus)side.Contact;

    private static StoredRelation OnBothSides(StoredRelation relation, Func<StoredSide, StoredSide> change) => relation with
    {
        One = change(relation.One),
        Other = relation.Other.BlockedAt is null ? change(relation.Other) : relation.Other,
    };

    private static StoredSide Become(StoredSide side, ContactStatus status, DateTimeOffset now) => side with { Contact = (int)status, UpdatedAt = now };

    private static StoredSide End(StoredSide side, DateTimeOffset now) =>
        Become(side, ContactStatus.None, now) with { AskedBy = null, Message = null, Since = null };

    private static StoredSide Side(Guid userId, DateTimeOffset now) =>
        new(userId, Guid.CreateVersion7(now), (int)ContactStatus.None, null, 0, null, null, now, null);
}
