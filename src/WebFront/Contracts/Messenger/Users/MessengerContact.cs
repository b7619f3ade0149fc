using System.Reflection;
using System.Text.Json.Serialization;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Users;

/// <summary>
/// A contact in a list. <paramref name="Status"/> is the user's presence, <paramref name="ContactStatus"/> where the two stand;
/// <paramref name="AddedAt"/> is when they became contacts, null while they are not.
/// </summary>
internal sealed record MessengerContact(
    string UserId,
    string Username,
    string? FullName,
    string? AvatarUrl,
    PresenceStatus Status,
    DateTimeOffset LastSeen,
    DateTimeOffset? AddedAt,
    string ContactId,
    ContactStatus ContactStatus,
    MessengerContactDirection? Direction,
    string? Message)
{
    /// <summary>An entry of the list of <paramref name="owner"/>.</summary>
    public static MessengerContact From(ContactEntry entry, Guid owner) => new(
        MessengerId.OfUser(entry.User.Id),
        entry.User.Username,
        entry.User.FullName,
        entry.User.Avatar,
        entry.Presence.Status,
        entry.Presence.LastSeen,
        entry.Contact.Since,
        MessengerId.OfContact(entry.Contact.Id),
        entry.Contact.Status,
        entry.Contact.AskedBy is not { } asker ? null : asker == owner ? MessengerContactDirection.Outgoing : MessengerContactDirection.Incoming,
        entry.Contact.Message);
}

/// <summary>Who asked: the owner of the list, or the other one.</summary>
internal enum MessengerContactDirection
{
    /// <summary>The owner of the list.</summary>
    Outgoing,

    /// <summary>The other one.</summary>
    Incoming,
}

/// <summary>One page of contacts.</summary>
internal sealed record MessengerContacts(IReadOnlyList<MessengerContact> Contacts, long Total);

/// <summary>A contact that was asked for.</summary>
internal sealed record MessengerAskedContact(string ContactId, ContactStatus Status, DateTimeOffset CreatedAt)
{
    /// <summary>The contact.</summary>
    public static MessengerAskedContact From(Contact contact) => new(MessengerId.OfContact(contact.Id), contact.Status, contact.UpdatedAt);
}

/// <summary>A contact that was answered.</summary>
internal sealed record MessengerAnsweredContact(string ContactId, ContactStatus Status, DateTimeOffset UpdatedAt)
{
    /// <summary>The contact.</summary>
    public static MessengerAnsweredContact From(Contact contact) => new(MessengerId.OfContact(contact.Id), contact.Status, contact.UpdatedAt);
}

/// <summary>Asks a user to become a contact.</summary>
internal sealed record AddMessengerContact(string? UserId, string? Message)
{
    /// <summary>Whom, and what to say, checked.</summary>
    public (Guid UserId, string? Message) Checked()
    {
        var checks = new FieldChecks();
        var user = checks.Of(() => Rules.Required("user_id", UserId));
        var message = checks.Of(() => Rules.OptionalText("message", Message, RelationLimits.Message));
        checks.Done();
        return (MessengerId.User(user), message);
    }
}

/// <summary>Answers a contact request.</summary>
internal sealed record AnswerMessengerContact(string? Status)
{
    /// <summary>Whether it is accepted.</summary>
    [JsonIgnore]
    public bool Accepts => Status switch
    {
        "accepted" => true,
        "declined" => false,
        _ => throw new ChatException("status", "must be accepted or declined."),
    };
}

/// <summary>The <c>status</c> of a list of contacts; accepted unless the caller says otherwise.</summary>
internal sealed record MessengerContactFilter(ContactStatus Status) : IBindableFromHttpContext<MessengerContactFilter>
{
    /// <summary>What it has to be.</summary>
    public const string Rule = "must be accepted, pending or declined.";

    /// <inheritdoc/>
    public static ValueTask<MessengerContactFilter?> BindAsync(HttpContext context, ParameterInfo parameter)
        => ValueTask.FromResult<MessengerContactFilter?>(new((string?)context.Request.Query["status"] switch
        {
            null or "accepted" => ContactStatus.Accepted,
            "pending" => ContactStatus.Pending,
            "declined" => ContactStatus.Declined,
            _ => throw new ChatException("status", Rule),
        }));
}
