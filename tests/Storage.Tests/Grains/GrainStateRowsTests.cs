using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using OrleansChat.Storage.Data;
using OrleansChat.Storage.Grains;

namespace OrleansChat.Storage.Tests.Grains;

/// <summary>Moving to the provider of grain states that a cluster uses.</summary>
public sealed class GrainStateRowsTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>
{
    private const int Count = 450;

    [Fact]
    public async Task Every_state_is_handed_over_once_and_is_gone_then_even_when_silos_start_at_once()
    {
        fixture.SkipWithoutDatabase();
        await using var store = await FilledAsync();
        var moved = new List<(string, GrainId, string)>();

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => store.Get<IGrainStateRows>().MoveAsync(Take, CancellationToken.None)));

        Assert.Equal(Count, moved.Count);
        Assert.Equal(Count, moved.Distinct().Count());
        Assert.Contains(("account", Id(7), "Name 7"), moved);
        Assert.Equal(0, await RowsAsync(store));

        Task Take(string name, GrainId id, JsonElement state)
        {
            lock (moved)
                moved.Add((name, id, state.GetProperty("Name").GetString()!));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_could_not_be_put_stays()
    {
        fixture.SkipWithoutDatabase();
        await using var store = await FilledAsync();
        var puts = 0;

        await Assert.ThrowsAsync<TimeoutException>(() => store.Get<IGrainStateRows>().MoveAsync(
            (_, _, _) => ++puts == 300 ? throw new TimeoutException() : Task.CompletedTask, CancellationToken.None));

        Assert.Equal(Count - 200, await RowsAsync(store));
    }

    private static GrainId Id(int number) => GrainId.Create("test", $"{number}");

    private static Task<long> RowsAsync(StoreUnderTest store) => store.Get<IDatabase>().ReadAsync(
        (session, cancel) => session.NumberAsync("SELECT count(*) FROM grain_state", cancel), CancellationToken.None);

    private async Task<StoreUnderTest> FilledAsync()
    {
        var store = await StoreUnderTest.OpenAsync((await fixture.CreateDatabaseAsync())!);
        var storage = new ChatGrainStorage(store.Get<IDatabase>(), "chat");
        for (var number = 0; number < Count; number++)
            await storage.WriteStateAsync("account", Id(number), new GrainState<Named>(new Named { Name = $"Name {number}" }));
        return store;
    }

    private sealed class Named
    {
        public string Name { get; set; } = "";
    }
}
