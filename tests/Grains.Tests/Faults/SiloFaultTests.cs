using OrleansChat.Grains.Interfaces.Conversations;

namespace OrleansChat.Grains.Tests.Faults;

/// <summary>Silos that come and go while people talk.</summary>
[Collection(FaultCollection.Name)]
public sealed class SiloFaultTests : IAsyncLifetime
{
    private FaultCluster _cluster = null!;
    private Scene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await FaultCluster.StartAsync();
        _scene = await Scene.BeginAsync(_cluster);
    }

    public async ValueTask DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Silos_may_be_killed_and_replaced_under_load()
    {
        _scene.BeginToSend();
        for (var round = 1; round <= 3; round++)
        {
            await _scene.MoreAsync();
            await _cluster.KillAsync(_cluster.AnySecondary());
            await _scene.RecoversAsync($"silo killed, round {round}");
            await _scene.EveryoneHearsAsync($"After kill {round}");
            await _cluster.AddSiloAsync();
        }

        await _scene.MoreAsync();
        await _scene.EndAsync();
    }

    [Fact]
    public async Task Silos_may_be_drained_and_replaced_under_load_and_three_retries_are_enough_for_every_send()
    {
        _scene.BeginToSend();
        for (var round = 1; round <= 2; round++)
        {
            await _scene.MoreAsync();
            await _cluster.DrainAsync(_cluster.AnySecondary());
            await _scene.RecoversAsync($"silo drained, round {round}");
            await _scene.EveryoneHearsAsync($"After drain {round}");
            await _cluster.AddSiloAsync();
        }

        await _scene.EndAsync();
        Assert.InRange(_scene.MostAttempts, 1, 4);
    }

    [Fact]
    public async Task A_send_that_is_tried_ten_times_at_once_while_its_silo_is_killed_is_stored_once()
    {
        _scene.BeginToSend();
        var room = await RoomOnSecondaryAsync();
        var before = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _scene.SendAsync(room, room.Members[0], "Before", "before")));
        var retries = Enumerable.Range(0, 10).Select(_ => _scene.SendAsync(room, room.Members[0], "Once", "once")).ToList();
        await _cluster.KillAsync(_cluster.SiloOf(room.Grain(_cluster.Grains)) is { } silo && _cluster.IsSecondary(silo) ? silo : _cluster.AnySecondary());
        var answers = await Task.WhenAll(retries);
        Assert.Single(answers.Select(message => (message.Id, message.Sequence)).Distinct());
        Assert.Single(before.Select(message => (message.Id, message.Sequence)).Distinct());
        await _scene.MoreAsync();
        await _scene.EndAsync();
    }

    /// <summary>A conversation whose silo may be killed: of several, one is elsewhere than on the first.</summary>
    private async Task<Room> RoomOnSecondaryAsync()
    {
        foreach (var room in _scene.Rooms)
        {
            await room.Grain(_cluster.Grains).ResumeAsync(room.Members[0], new ResumePoint(0, 0, 0), 1);
            if (_cluster.IsSecondary(_cluster.SiloOf(room.Grain(_cluster.Grains))))
                return room;
        }

        return _scene.Rooms[0];
    }
}

/// <summary>Tests that break things run alone: they need the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "faults";
}
