using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Conversations;

/// <summary>A conversation as its members see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsGroup">Whether it is a group; else it is the direct conversation of its two members.</param>
/// <param name="Title">The group's; null for a direct conversation.</param>
/// <param name="Cover">The URL of the group's picture, or null.</param>
/// <param name="Members">The members, in order of joining.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsNew">Whether the call that this answers made it.</param>
[GenerateSerializer, Immutable, Alias("conversation-info")]
public sealed record ConversationInfo(
    [property: Id(0)] Guid Id,
    [property: Id(1)] bool IsGroup,
    [property: Id(2)] string? Title,
    [property: Id(3)] string? Cover,
    [property: Id(4)] ImmutableArray<Guid> Members,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] bool IsNew = false);

/// <summary>Some messages of a conversation, newest first.</summary>
/// <param name="Messages">The messages, tombstones among them.</param>
/// <param name="More">Whether there are older ones.</param>
/// <param name="IsGroup">Whether the conversation is a group.</param>
/// <param name="Horizons">How far each member has come; empty where there are more than <see cref="ConversationLimits.Horizons"/>.</param>
[GenerateSerializer, Immutable, Alias("message-batch")]
public sealed record MessageBatch(
    [property: Id(0)] ImmutableArray<Message> Messages,
    [property: Id(1)] bool More,
    [property: Id(2)] bool IsGroup,
    [property: Id(3)] ImmutableArray<MemberHorizon> Horizons);

/// <summary>How far a member has come: has all messages up to, has seen all up to. What was there before they joined is not waited for.</summary>
[GenerateSerializer, Immutable, Alias("member-horizon")]
public sealed record MemberHorizon(
    [property: Id(0)] Guid UserId, [property: Id(1)] DateTimeOffset JoinedAt, [property: Id(2)] long Delivered, [property: Id(3)] long Seen);

/// <summary>How large a conversation may be for what costs by its members.</summary>
public static class ConversationLimits
{
    /// <summary>Members whose horizons go with a page of messages.</summary>
    public const int Horizons = 256;

    /// <summary>Members who are told of each other's receipts.</summary>
    public const int Receipts = 100;
}
