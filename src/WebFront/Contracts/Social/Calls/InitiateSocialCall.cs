using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Contracts.Social.Calls;

/// <summary>Asks for a call with some users, or with a group's members.</summary>
internal sealed record InitiateSocialCall(CallType? Type, ImmutableArray<string?>? ParticipantIds = null, string? GroupId = null)
{
    /// <summary>The call, checked; the caller is a participant anyway and need not be named.</summary>
    public NewCall By(Guid initiator)
    {
        var type = Rules.Required("type", Type);
        var group = GroupId is null ? default(Guid?) : SocialId.Group(GroupId);
        var named = ParticipantIds ?? [];
        if (named.Length > CallLimits.Participants)
            throw new ChatException("participantIds", $"must name at most {CallLimits.Participants} users.");
        ImmutableArray<Guid> called = [.. named.Select(Participant).Distinct().Where(id => id != initiator)];
        if (called.IsEmpty && group is null)
            throw new ChatException("participantIds", "must name at least one other user.");
        return new NewCall(initiator, type, called, group);
    }

    private static Guid Participant(string? id, int index)
        => id is null ? throw new ChatException($"participantIds[{index}]", "must be a string.") : SocialId.User(id);
}
