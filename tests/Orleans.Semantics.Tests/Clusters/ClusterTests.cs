using System.Collections.Concurrent;
using Orleans;
using Orleans.Concurrency;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;

namespace OrleansChat.Semantics.Tests.Clusters;

public sealed class ClusterTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(3).AddSiloBuilderConfigurator<SharedStorageConfiguration>().Build();

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Grains_are_spread_over_the_silos_and_reach_each_other()
    {
        var grains = Enumerable.Range(0, 60).Select(_ => _cluster.GrainFactory.GetGrain<IPlacedGrain>(Guid.NewGuid())).ToList();
        var silos = await Task.WhenAll(grains.Select(grain => grain.SiloAsync())).Within();
        Assert.Equal(3, silos.Distinct().Count());
        var asked = await Task.WhenAll(grains.Select((grain, index) => grain.AskSiloOfAsync(grains[(index + 1) % grains.Count]))).Within();
        Assert.Equal(silos.Skip(1).Append(silos[0]), asked);
    }

    [Fact]
    public async Task Grains_of_a_killed_silo_come_back_elsewhere_with_their_stored_state()
    {
        var (grain, silo) = await GrainOnSecondaryAsync();
        await grain.RememberAsync("kept").Within();
        await _cluster.KillSiloAsync(SiloAt(silo)).Within();
        Assert.Equal("kept", await EventuallyAsync(grain.RecallAsync));
        Assert.NotEqual(silo, await grain.SiloAsync().Within());
    }

    [Fact]
    public async Task A_request_that_runs_on_a_silo_that_is_killed_fails()
    {
        var (grain, silo) = await GrainOnSecondaryAsync();
        var call = grain.PassAsync();
        await Gate.Of(grain.GetPrimaryKey()).EnteredAsync();
        await _cluster.KillSiloAsync(SiloAt(silo)).Within();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => call.Within());
        Assert.True(failure is SiloUnavailableException or TimeoutException, failure.ToString());
    }

    [Fact]
    public async Task Grains_of_a_silo_that_stops_are_deactivated_and_come_back_elsewhere()
    {
        var (grain, silo) = await GrainOnSecondaryAsync();
        await _cluster.StopSiloAsync(SiloAt(silo)).Within();
        Assert.Equal(DeactivationReasonCode.ShuttingDown, PlacedGrain.Ends[grain.GetPrimaryKey()]);
        Assert.NotEqual(silo, await EventuallyAsync(grain.SiloAsync));
    }

    [Fact]
    public async Task A_silo_that_joins_gets_grains()
    {
        var added = await _cluster.StartAdditionalSiloAsync().Within();
        await EventuallyAsync(async () =>
        {
            var silo = await _cluster.GrainFactory.GetGrain<IPlacedGrain>(Guid.NewGuid()).SiloAsync();
            return silo == added.SiloAddress.ToString() ? silo : throw new InvalidOperationException("Not yet.");
        });
    }

    /// <summary>A grain that is activated on another silo than the first, and that silo.</summary>
    private async Task<(IPlacedGrain Grain, string Silo)> GrainOnSecondaryAsync()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var grain = _cluster.GrainFactory.GetGrain<IPlacedGrain>(Guid.NewGuid());
            var silo = await grain.SiloAsync().Within();
            if (silo != _cluster.Primary!.SiloAddress.ToString()) return (grain, silo);
        }

        throw new InvalidOperationException("Grains are always activated on the first silo.");
    }

    private SiloHandle SiloAt(string address) => _cluster.Silos.Single(silo => silo.SiloAddress.ToString() == address);

    /// <summary>A real cluster takes a while to agree on who is gone; until then, requests fail.</summary>
    internal static async Task<T> EventuallyAsync<T>(Func<Task<T>> call)
    {
        using var limit = new CancellationTokenSource(Limits.Long);
        using var retry = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return await call().WaitAsync(limit.Token);
            }
            catch (Exception) when (!limit.IsCancellationRequested)
            {
                await retry.WaitForNextTickAsync(limit.Token);
            }
        }
    }
}

/// <summary>Silos with the storage that they share.</summary>
internal sealed class SharedStorageConfiguration : ISiloConfigurator
{
    public void Configure(ISiloBuilder siloBuilder) =>
        siloBuilder.Services.AddGrainStorage("shared", (_, _) => SharedStorage.Instance);
}

public interface IPlacedGrain : IGrainWithGuidKey
{
    [AlwaysInterleave]
    Task<string> SiloAsync();

    Task<string> AskSiloOfAsync(IPlacedGrain other);

    Task RememberAsync(string value);

    Task<string> RecallAsync();

    [ResponseTimeout("00:00:20")]
    Task PassAsync();
}

[Orleans.Placement.RandomPlacement]
public sealed class PlacedGrain(
    [PersistentState("text", "shared")] IPersistentState<Text> text, ILocalSiloDetails silo) : Grain, IPlacedGrain
{
    public static ConcurrentDictionary<Guid, DeactivationReasonCode> Ends { get; } = new();

    public Task<string> SiloAsync() => Task.FromResult(silo.SiloAddress.ToString());

    public Task<string> AskSiloOfAsync(IPlacedGrain other) => other.SiloAsync();

    public Task RememberAsync(string value)
    {
        text.State.Value = value;
        return text.WriteStateAsync();
    }

    public Task<string> RecallAsync() => Task.FromResult(text.State.Value);

    public Task PassAsync() => Gate.Of(this.GetPrimaryKey()).PassAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ends[this.GetPrimaryKey()] = reason.ReasonCode;
        return Task.CompletedTask;
    }
}

[GenerateSerializer, Alias("text")]
public sealed class Text
{
    [Id(0)]
    public string Value { get; set; } = "";
}

/// <summary>Storage that all silos share, as a database is.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<GrainId, (string Value, int Version)> _texts = new();

    public static SharedStorage Instance { get; } = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var exists = _texts.TryGetValue(grainId, out var text);
        grainState.State = (T)(object)new Text { Value = text.Value ?? "" };
        grainState.ETag = exists ? text.Version.ToString() : null;
        grainState.RecordExists = exists;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var version = int.Parse(grainState.ETag ?? "0", System.Globalization.CultureInfo.InvariantCulture) + 1;
        _texts[grainId] = (((Text)(object)grainState.State!).Value, version);
        grainState.ETag = version.ToString();
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _texts.TryRemove(grainId, out _);
        return Task.CompletedTask;
    }
}
