using System.Collections.Immutable;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Conversations;

/// <summary>A conversation as its grain holds it: what it is, who belongs to it, and how far each member has come. Never its history.</summary>
internal sealed class ConversationState
{
    private const int GroupKind = 1;

    private readonly Dictionary<Guid, StoredMember> _members = [];
    private readonly Dictionary<Guid, Horizon> _horizons = [];
    private readonly HashSet<Guid> _hiders = [];
    private Progress? _progress;
    private bool _firstBlocks;
    private bool _secondBlocks;

    /// <summary>Takes over what is stored.</summary>
    public ConversationState(StoredConversation stored)
    {
        Stored = stored;
        Apply(stored);
        _hiders.UnionWith(stored.Members.Where(member => member.Hidden > 0).Select(member => member.UserId));
    }

    /// <summary>What is stored. The members' horizons in it are old: <see cref="HorizonOf"/> knows.</summary>
    public StoredConversation Stored { get; private set; }

    /// <summary>Its id.</summary>
    public Guid Id => Stored.Id;

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup => Stored.Kind == GroupKind;

    /// <summary>Who may find the group.</summary>
    public GroupType GroupType => (GroupType)Stored.GroupType;

    /// <summary>The members, in order of joining.</summary>
    public IReadOnlyList<StoredMember> Members => Stored.Members;

    /// <summary>A new direct conversation.</summary>
    public static StoredConversation NewDirect(Guid id, Guid one, Guid other, DateTimeOffset now) =>
        New(id, kind: 0, now) with { Members = [NewMember(one, GroupRole.Member, now, 0), NewMember(other, GroupRole.Member, now, 0)] };

    /// <summary>A new group of its owner and its first members.</summary>
    public static StoredConversation NewGroup(Guid id, NewGroup group, DateTimeOffset now) => New(id, GroupKind, now) with
    {
        Title = group.Title,
        Description = group.Description,
        Cover = group.Cover,
        GroupType = (int)group.Type,
        Members =
        [
            NewMember(group.OwnerId, GroupRole.Owner, now, 0),
            .. GroupRules.FirstMembers(group).Select(userId => NewMember(userId, GroupRole.Member, now, 0)),
        ],
    };

    /// <summary>Someone who joins when <paramref name="head"/> is the last message: what was there before is no news to them, nor are they waited for.</summary>
    public static StoredMember NewMember(Guid userId, GroupRole role, DateTimeOffset now, long head) => new(userId, (int)role, now, head, head);

    /// <summary>Whether a user belongs to it.</summary>
    public bool Has(Guid userId) => _members.ContainsKey(userId);

    /// <summary>A member's role; null for everyone else.</summary>
    public GroupRole? RoleOf(Guid userId) => _members.TryGetValue(userId, out var member) ? (GroupRole)member.Role : null;

    /// <summary>The other one of a direct conversation; null in a group.</summary>
    public Guid? PeerOf(Guid userId) => IsGroup ? null : Members[0].UserId == userId ? Members[1].UserId : Members[0].UserId;

    /// <summary>Whether it is the direct conversation of the two.</summary>
    public bool IsDirectOf(Guid one, Guid other) => Has(one) && PeerOf(one) == other;

    /// <summary>Whether one of the two of a direct conversation blocks the other: then what one does is not told the other.</summary>
    public bool HasBlocks { get; private set; }

    /// <summary>Who of the two of a direct conversation, in the order of <see cref="Members"/>, blocks the other.</summary>
    public void SetBlocks(bool first, bool second) => (_firstBlocks, _secondBlocks, HasBlocks) = (first, second, first || second);

    /// <summary>The other one of a direct conversation who blocks this one, so that nothing of what this one does is theirs to see; null nearly always.</summary>
    public Guid? BlockerOf(Guid userId) =>
        !HasBlocks ? null
        : Members[0].UserId == userId ? (_secondBlocks ? Members[1].UserId : null)
        : _firstBlocks && Members[1].UserId == userId ? Members[0].UserId
        : null;

    /// <summary>Whether a member has hidden a message, so that the store has to be asked which.</summary>
    public bool Hides(Guid userId) => _hiders.Contains(userId);

    /// <summary>A member is about to hide a message.</summary>
    public void NoteHiding(Guid userId) => _hiders.Add(userId);

    /// <summary>Takes over what was just stored.</summary>
    public void Apply(StoredConversation stored)
    {
        Stored = stored;
        _progress = null;
        _members.Clear();
        foreach (var member in stored.Members)
        {
            _members[member.UserId] = member;
            if (!_horizons.ContainsKey(member.UserId))
                _horizons[member.UserId] = new Horizon(member.Delivered, member.Seen);
        }

        foreach (var left in _horizons.Keys.Where(userId => !_members.ContainsKey(userId)).ToList())
            _horizons.Remove(left);
    }

    /// <summary>How far a member has come; null for everyone else.</summary>
    public Horizon? HorizonOf(Guid userId) => _horizons.GetValueOrDefault(userId);

    /// <summary>Moves a member's horizon to at least <paramref name="sequence"/>; true when it moved.</summary>
    public bool Advance(Guid userId, long sequence, ReceiptKind kind)
    {
        var before = _horizons[userId];
        var after = new Horizon(
            Math.Max(before.Delivered, sequence),
            kind == ReceiptKind.Seen ? Math.Max(before.Seen, sequence) : before.Seen);
        if (after == before)
            return false;
        _horizons[userId] = after;
        _progress = null;
        return true;
    }

    /// <summary>How far everyone has come, for a page of messages; looked at anew once someone came further.</summary>
    public Progress Progress() => _progress ??= new Progress(_horizons);

    /// <summary>The group as its members see it.</summary>
    public Group ToGroup() => new(
        Id,
        Stored.Title ?? "",
        Stored.Description,
        Stored.Cover,
        GroupType,
        Stored.CreatedAt,
        Stored.UpdatedAt,
        [.. Members.Select(member => new GroupMember(member.UserId, (GroupRole)member.Role, member.JoinedAt))]);

    /// <summary>What it is.</summary>
    public ConversationInfo ToInfo(bool isNew = false) => new(
        Id, IsGroup, Stored.Title, Stored.Cover, [.. Members.Select(member => member.UserId)], Stored.CreatedAt, isNew);

    /// <summary>How far each member has come, in order of joining; empty in large conversations.</summary>
    public ImmutableArray<MemberHorizon> ToHorizons() => Members.Count > ConversationLimits.Horizons
        ? []
        : [.. Members.Select(member => new MemberHorizon(
            member.UserId, member.JoinedAt, _horizons[member.UserId].Delivered, _horizons[member.UserId].Seen))];

    // Sequences of a conversation that was lost and began anew must not be taken for the old ones: hence the time.
    private static StoredConversation New(Guid id, int kind, DateTimeOffset now) =>
        new(id, kind, Epoch: now.ToUnixTimeMilliseconds(), Version: 1, null, null, null, 0, now, now);
}

/// <summary>How far a member has come: has all messages up to, has seen all up to.</summary>
internal sealed record Horizon(long Delivered, long Seen);

/// <summary>How far the members have come, so that the status of each message of a page costs the same in small and large groups.</summary>
internal sealed class Progress
{
    private readonly LowestTwo _delivered;
    private readonly LowestTwo _seen;

    /// <summary>Looks at every member's horizon once.</summary>
    public Progress(IReadOnlyDictionary<Guid, Horizon> horizons)
    {
        foreach (var (userId, horizon) in horizons)
        {
            _delivered.Add(userId, horizon.Delivered);
            _seen.Add(userId, horizon.Seen);
        }
    }

    /// <summary>How far a message has come with everyone but its sender.</summary>
    public MessageStatus StatusOf(Guid senderId, long sequence) =>
        _seen.OfOthers(senderId) >= sequence ? MessageStatus.Seen
        : _delivered.OfOthers(senderId) >= sequence ? MessageStatus.Delivered
        : MessageStatus.Sent;

    private struct LowestTwo
    {
        private Guid _lowestUser;
        private long? _lowest;
        private long? _second;

        public void Add(Guid userId, long horizon)
        {
            if (_lowest is null || horizon < _lowest)
                (_lowestUser, _lowest, _second) = (userId, horizon, _lowest);
            else if (_second is null || horizon < _second)
                _second = horizon;
        }

        /// <summary>The lowest horizon of everyone but one user; where there is nobody else, nobody has anything.</summary>
        public readonly long OfOthers(Guid userId) => (_lowestUser == userId ? _second : _lowest) ?? 0;
    }
}
