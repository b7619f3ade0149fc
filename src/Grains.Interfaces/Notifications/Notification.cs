using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Notifications;

/// <summary>What a notification is about.</summary>
[GenerateSerializer, Alias("notification-kind")]
public enum NotificationKind
{
    /// <summary>A message; its topic is the conversation.</summary>
    Message,

    /// <summary>The user is mentioned in a message; its topic is the message.</summary>
    Mention,

    /// <summary>A call that was not answered; its topic is the call.</summary>
    MissedCall,

    /// <summary>Somebody asks to become a contact; its topic is that user.</summary>
    ContactRequest,

    /// <summary>An invitation to a meeting; its topic is the meeting.</summary>
    MeetingInvitation,
}

/// <summary>What a notification refers to; null where its kind has no such thing.</summary>
/// <param name="TopicId">What it is about: a later one of the same kind and topic takes the place of one that is not read yet.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="MessageId">The message.</param>
/// <param name="ContactId">The contact, as the notified user knows it.</param>
[GenerateSerializer, Immutable, Alias("notification-subject")]
public sealed record NotificationSubject(
    [property: Id(0)] Guid TopicId,
    [property: Id(1)] Guid ActorId,
    [property: Id(2)] Guid? ConversationId,
    [property: Id(3)] Guid? MessageId,
    [property: Id(4)] Guid? ContactId);

/// <summary>Something that a user is to be notified of.</summary>
[GenerateSerializer, Immutable, Alias("notice")]
public sealed record Notice(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] NotificationKind Kind,
    [property: Id(2)] NotificationSubject Subject,
    [property: Id(3)] DateTimeOffset At);

/// <summary>A notification, as it reads now: what was deleted since is not in it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">What it refers to.</param>
/// <param name="ActorName">The username of who caused it; null when that account is deleted.</param>
/// <param name="Text">The beginning of a message's text, or a meeting's title; null when it has none, is encrypted or deleted.</param>
/// <param name="CreatedAt">When it was made, or moved up last.</param>
/// <param name="ReadAt">When it was read; null if it was not.</param>
[GenerateSerializer, Immutable, Alias("notification")]
public sealed record Notification(
    [property: Id(0)] Guid Id,
    [property: Id(1)] NotificationKind Kind,
    [property: Id(2)] NotificationSubject Subject,
    [property: Id(3)] string? ActorName,
    [property: Id(4)] string? Text,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset? ReadAt);

/// <summary>A page of a user's notifications, newest first.</summary>
/// <param name="Items">The notifications.</param>
/// <param name="Total">How many the list has.</param>
/// <param name="Unread">How many of all are not read.</param>
[GenerateSerializer, Immutable, Alias("notification-page")]
public sealed record NotificationPage(
    [property: Id(0)] ImmutableArray<Notification> Items, [property: Id(1)] long Total, [property: Id(2)] long Unread);

/// <summary>How many notifications are kept, and what they may measure.</summary>
public static class NotificationLimits
{
    /// <summary>Notifications of one user: older ones are forgotten.</summary>
    public const int PerUser = 1000;

    /// <summary>Characters of a message in its notification.</summary>
    public const int Text = 140;

    /// <summary>Users whom one message mentions.</summary>
    public const int Mentions = 50;

    /// <summary>How long a notification is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);
}
