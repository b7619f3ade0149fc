using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;

namespace OrleansChat.Semantics.Tests.Storage;

public sealed class PersistentStateTests(ClusterFixture cluster)
{
    private readonly Guid _key = Guid.NewGuid();

    private IStateGrain Grain => cluster.Grains.GetGrain<IStateGrain>(_key);

    [Fact]
    public async Task A_state_that_was_never_written_is_empty_and_does_not_exist()
    {
        var view = await Grain.ReadAsync().Within();
        Assert.Equal(("", false), (view.Text, view.Exists));
        Assert.Null(view.Etag);
    }

    [Fact]
    public async Task A_written_state_is_there_for_the_next_activation()
    {
        var written = await Grain.WriteAsync("kept").Within();
        await cluster.Cluster.DeactivateAsync(Grain).Within();
        var view = await Grain.ReadAsync().Within();
        Assert.Equal(("kept", true, written.Etag), (view.Text, view.Exists, view.Etag));
        Assert.NotEqual(written.Activation, view.Activation);
    }

    [Fact]
    public async Task A_state_that_was_not_written_is_lost()
    {
        await Grain.WriteAsync("kept").Within();
        await Grain.ChangeWithoutWritingAsync("lost").Within();
        Assert.Equal("kept", (await Grain.RefreshAsync().Within()).Text);
    }

    [Fact]
    public async Task Each_write_gives_a_new_version()
    {
        var first = await Grain.WriteAsync("one").Within();
        var second = await Grain.WriteAsync("two").Within();
        Assert.NotNull(first.Etag);
        Assert.NotEqual(first.Etag, second.Etag);
    }

    [Fact]
    public async Task A_cleared_state_is_empty_and_does_not_exist()
    {
        await Grain.WriteAsync("kept").Within();
        var view = await Grain.ClearAsync().Within();
        Assert.Equal(("", false), (view.Text, view.Exists));
        Assert.Equal("", (await Grain.RefreshAsync().Within()).Text);
    }

    [Fact]
    public async Task What_is_stored_is_not_what_the_grain_goes_on_to_change() =>
        Assert.Equal("1", await Grain.CountSharedAsync().Within());

    [Fact]
    public async Task A_write_over_a_version_that_the_grain_has_not_seen_is_a_conflict()
    {
        await Grain.WriteAsync("mine").Within();
        var storage = cluster.Cluster.GetSiloServiceProvider().GetRequiredService<IGrainStorage>();
        var theirs = new GrainState<NotedState>();
        await storage.ReadStateAsync("note", Grain.GetGrainId(), theirs).Within();
        Assert.Equal("mine", theirs.State!.Text);
        theirs.State.Text = "theirs";
        await storage.WriteStateAsync("note", Grain.GetGrainId(), theirs).Within();

        await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.WriteAsync("mine again").Within());
        Assert.Equal("theirs", (await Grain.ReadAsync().Within()).Text);
    }

    [Fact]
    public async Task A_conflict_that_leaves_a_grain_deactivates_it()
    {
        var grain = cluster.Grains.GetGrain<IConflictGrain>(_key);
        var first = await grain.ActivationAsync().Within();
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => grain.WriteAsync().Within());
        Assert.Equal(("theirs", "mine"), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.NotEqual(first, await grain.ActivationAsync().Within());
    }

    [Fact]
    public async Task A_conflict_that_the_grain_handles_leaves_it_alone()
    {
        var grain = cluster.Grains.GetGrain<IConflictGrain>(_key);
        var first = await grain.ActivationAsync().Within();
        Assert.Equal("theirs", await grain.WriteAndRecoverAsync().Within());
        Assert.Equal(first, await grain.ActivationAsync().Within());
    }
}
