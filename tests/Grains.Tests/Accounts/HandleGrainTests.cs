using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Tests.Cluster;

namespace OrleansChat.Grains.Tests.Accounts;

[Collection(ClusterCollection.Name)]
public sealed class HandleGrainTests(ClusterFixture cluster)
{
    private readonly NewAccount _someone = People.Someone();
    private readonly Guid _orphan = Guid.CreateVersion7();

    private IHandleGrain Name => cluster.Grains.GetGrain<IHandleGrain>(Handle.Username(_someone.Username!));

    [Fact]
    public async Task A_claim_is_kept_and_may_be_repeated()
    {
        Assert.True(await Name.TryClaimAsync(_orphan));
        Assert.True(await Name.TryClaimAsync(_orphan));
        Assert.Equal(_orphan, await Name.FindAsync());
    }

    [Fact]
    public async Task A_fresh_claim_is_not_taken_over_even_when_its_account_does_not_show_it_yet()
    {
        await Name.TryClaimAsync(_orphan);
        Assert.False(await Name.TryClaimAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task A_claim_whose_claimer_was_never_stored_is_taken_over_after_a_while()
    {
        await Name.TryClaimAsync(_orphan);
        await cluster.Grains.GetGrain<IHandleGrain>(Handle.Email(_someone.Email)).TryClaimAsync(_orphan);
        ClusterFixture.Time.Advance(TimeSpan.FromSeconds(11));
        var id = Guid.CreateVersion7();
        await cluster.Grains.GetGrain<IAccountGrain>(id).RegisterAsync(_someone);
        Assert.Equal(id, await Name.FindAsync());
    }

    [Fact]
    public async Task A_claim_that_its_account_shows_is_never_taken_over()
    {
        await cluster.Grains.GetGrain<IAccountGrain>(_orphan).RegisterAsync(_someone);
        ClusterFixture.Time.Advance(TimeSpan.FromDays(400));
        Assert.False(await Name.TryClaimAsync(Guid.CreateVersion7()));
    }

    [Fact]
    public async Task Only_the_holder_can_free_it()
    {
        await Name.TryClaimAsync(_orphan);
        await Name.ReleaseAsync(Guid.CreateVersion7());
        Assert.Equal(_orphan, await Name.FindAsync());
        await Name.ReleaseAsync(_orphan);
        Assert.Null(await Name.FindAsync());
        Assert.True(await Name.TryClaimAsync(Guid.CreateVersion7()));
    }
}
