using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Messenger.Conversations;

/// <summary>Asks for a direct conversation (<c>participant_id</c>) or a new group (<c>name</c>, <c>participant_ids</c>, <c>avatar_url</c>).</summary>
internal sealed record CreateMessengerConversation(
    MessengerConversationType? Type, string? ParticipantId, string? Name, ImmutableArray<string?>? ParticipantIds, string? AvatarUrl)
{
    /// <summary>The other user of a direct conversation, or the group; the other one of the two is null.</summary>
    public (Guid? Peer, NewGroup? Group) Checked(Guid user)
        => Rules.Required("type", Type) == MessengerConversationType.Direct
            ? (MessengerId.User(Rules.Required("participant_id", ParticipantId)), null)
            : (null, CheckedGroup(user));

    private NewGroup CheckedGroup(Guid user)
    {
        var checks = new FieldChecks();
        var name = checks.Of(() => Rules.Title("name", Name, GroupLimits.Title));
        var ids = checks.Of(CheckedIds);
        var avatar = checks.Of(() => Rules.OptionalUrl("avatar_url", AvatarUrl, GroupLimits.Cover));
        checks.Done();
        return new NewGroup(user, name, null, avatar, GroupType.Private) { Members = [.. ids.Select(MessengerId.User)] };
    }

    private ImmutableArray<string?> CheckedIds()
        => ParticipantIds is { IsDefault: false, Length: >= 1 and <= GroupLimits.FirstMembers } ids
            ? ids
            : throw new ChatException("participant_ids", $"must be 1 to {GroupLimits.FirstMembers} ids.");
}

/// <summary>Pins and mutes; what is absent stays.</summary>
internal sealed record SetUpMessengerConversation(bool? IsPinned, bool? IsMuted);

/// <summary>Says up to which message the caller has read.</summary>
internal sealed record MarkMessengerMessagesAsRead(string? MessageId)
{
    /// <summary>The message's id, which is there.</summary>
    public string Checked() => Rules.Required("message_id", MessageId);
}
