using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Conversations;

namespace OrleansChat.Grains.Tests.Conversations;

public sealed class GroupRulesTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private static readonly Guid Owner = Guid.NewGuid();
    private static readonly Guid Admin = Guid.NewGuid();
    private static readonly Guid OtherAdmin = Guid.NewGuid();
    private static readonly Guid Member = Guid.NewGuid();
    private static readonly Guid Stranger = Guid.NewGuid();

    private readonly ConversationState _group = Group(
        (Owner, GroupRole.Owner), (Member, GroupRole.Member), (Admin, GroupRole.Admin), (OtherAdmin, GroupRole.Admin));

    [Fact]
    public void Admins_add_members_and_only_the_owner_appoints_admins()
    {
        Assert.Equal(5, GroupRules.AddMember(_group, Admin, Stranger, GroupRole.Member, 7, Now).Next!.Members.Count);
        Refused.With(ChatError.RoleTooLow, () => GroupRules.AddMember(_group, Admin, Stranger, GroupRole.Admin, 7, Now));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.AddMember(_group, Member, Stranger, GroupRole.Member, 7, Now));
        Assert.Equal((int)GroupRole.Admin, GroupRules.AddMember(_group, Owner, Stranger, GroupRole.Admin, 7, Now).Next!.Members[^1].Role);
    }

    [Fact]
    public void Nobody_is_added_as_owner()
    {
        Refused.For("role", () => GroupRules.AddMember(_group, Owner, Stranger, GroupRole.Owner, 7, Now));
        Refused.For("role", () => GroupRules.AddMember(_group, Owner, Stranger, (GroupRole)9, 7, Now));
    }

    [Fact]
    public void A_new_member_has_everything_that_was_there_before()
    {
        var added = GroupRules.AddMember(_group, Owner, Stranger, GroupRole.Member, 7, Now);
        Assert.Equal(new StoredMember(Stranger, (int)GroupRole.Member, Now, 7, 7), Assert.Single(added.Change!.Put));
        Assert.Equal(_group.Stored.Version + 1, added.Next!.Version);
    }

    [Fact]
    public void A_member_is_removed_only_by_a_higher_role()
    {
        Assert.Equal([Member], GroupRules.RemoveMember(_group, Admin, Member).Change!.Removed);
        Assert.Equal([Admin], GroupRules.RemoveMember(_group, Owner, Admin).Change!.Removed);
        Refused.With(ChatError.RoleTooLow, () => GroupRules.RemoveMember(_group, Admin, OtherAdmin));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.RemoveMember(_group, Admin, Owner));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.RemoveMember(_group, Member, Member));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.RemoveMember(_group, Owner, Owner));
        Refused.With(ChatError.MemberNotFound, () => GroupRules.RemoveMember(_group, Admin, Stranger));
    }

    [Fact]
    public void The_longest_standing_admin_is_the_heir_and_without_admins_the_longest_standing_member()
    {
        _group.Advance(Admin, 5, ReceiptKind.Delivered);
        var left = GroupRules.Leave(_group, Owner);
        Assert.Equal(new StoredMember(Admin, (int)GroupRole.Owner, Now, 5, 0), Assert.Single(left.Change!.Put));
        Assert.Equal([Member, Admin, OtherAdmin], left.Next!.Members.Select(member => member.UserId));

        var plain = Group((Owner, GroupRole.Owner), (Member, GroupRole.Member), (Stranger, GroupRole.Member));
        Assert.Equal(Member, Assert.Single(GroupRules.Leave(plain, Owner).Change!.Put).UserId);
    }

    [Fact]
    public void Others_leave_without_an_heir_and_the_last_one_deletes_the_group()
    {
        Assert.Empty(GroupRules.Leave(_group, Admin).Change!.Put);
        Assert.Null(GroupRules.Leave(Group((Owner, GroupRole.Owner)), Owner).Next);
    }

    [Fact]
    public void Admins_change_the_group_and_only_the_owner_deletes_it()
    {
        var change = new GroupChange(Admin, new(true, "New"), default, new(true, null), default);
        var next = GroupRules.Update(_group, change, Now.AddDays(1)).Next!;
        Assert.Equal(("New", "About", null, Now.AddDays(1)), (next.Title, next.Description, next.Cover, next.UpdatedAt));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.Update(_group, change with { By = Member }, Now));
        Refused.With(ChatError.RoleTooLow, () => GroupRules.Delete(_group, Admin));
        Assert.Null(GroupRules.Delete(_group, Owner).Next);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("zero\0byte")]
    [InlineData(null)]
    public void A_title_that_breaks_a_rule_is_refused(string? title) =>
        Refused.For("title", () => GroupRules.Update(_group, new GroupChange(Owner, new(true, title!), default, default, default), Now));

    [Fact]
    public void What_is_too_long_is_refused_and_what_just_fits_is_not()
    {
        GroupRules.Check(new NewGroup(Owner, new string('t', 100), new string('d', 500), "https://example.com/" + new string('c', 2028), GroupType.Public));
        Refused.For("title", () => GroupRules.Check(new NewGroup(Owner, new string('t', 101), null, null, GroupType.Public)));
        Refused.For("description", () => GroupRules.Check(new NewGroup(Owner, "t", new string('d', 501), null, GroupType.Public)));
        Refused.For("cover", () => GroupRules.Check(new NewGroup(Owner, "t", null, "https://example.com/" + new string('c', 2029), GroupType.Public)));
        Refused.For("type", () => GroupRules.Check(new NewGroup(Owner, "t", null, null, (GroupType)3)));
    }

    [Fact]
    public void A_full_group_takes_nobody_more()
    {
        var full = Group([(Owner, GroupRole.Owner), .. Enumerable.Range(1, GroupLimits.Members - 1).Select(_ => (Guid.NewGuid(), GroupRole.Member))]);
        Refused.With(ChatError.LimitReached, () => GroupRules.AddMember(full, Owner, Stranger, GroupRole.Member, 0, Now));
    }

    private static ConversationState Group(params (Guid UserId, GroupRole Role)[] members) =>
        new(ConversationState.NewGroup(Guid.NewGuid(), new NewGroup(members[0].UserId, "Title", "About", "https://example.com", GroupType.Private), Now) with
        {
            Members = [.. members.Select(member => ConversationState.NewMember(member.UserId, member.Role, Now, 0))],
        });
}
