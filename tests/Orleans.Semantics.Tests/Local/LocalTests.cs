using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using OrleansChat.Semantics.Tests.Activations;
using OrleansChat.Semantics.Tests.Clusters;
using OrleansChat.Semantics.Tests.Reminders;
using OrleansChat.Testing;

namespace OrleansChat.Semantics.Tests.Local;

/// <summary>What the single-process runtime promises beyond what both do: time that tests move, and how a killed silo is noticed.</summary>
public sealed class LocalTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new TestClusterBuilder(2).AddSiloBuilderConfigurator<Configuration>().Build();

    private readonly Guid _key = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await _cluster.DeployAsync();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task A_request_to_a_silo_that_is_killed_fails_at_once_with_silo_unavailable()
    {
        var grain = _cluster.GrainFactory.GetGrain<IPlacedGrain>(_key);
        var silo = await grain.SiloAsync().Within();
        var call = grain.PassAsync();
        await Gate.Of(_key).EnteredAsync();
        await _cluster.KillSiloAsync(_cluster.Silos.Single(one => one.SiloAddress.ToString() == silo)).Within();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call.Within());
    }

    [Fact]
    public async Task Idle_activations_are_collected_by_the_clock_that_was_injected()
    {
        var grain = _cluster.GrainFactory.GetGrain<ILifeGrain>(_key);
        var first = await grain.ActivationAsync().Within();
        Configuration.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(first, await grain.ActivationAsync().Within());
        var deactivated = _cluster.WaitForDeactivationAsync(grain);
        Configuration.Clock.Advance(TimeSpan.FromMinutes(20));
        await deactivated.Within();
        Assert.NotEqual(first, await grain.ActivationAsync().Within());
    }

    [Fact]
    public async Task A_class_can_have_an_age_limit_of_its_own_and_an_activation_can_put_it_off()
    {
        var brief = _cluster.GrainFactory.GetGrain<IBriefGrain>(Guid.NewGuid());
        var delayed = _cluster.GrainFactory.GetGrain<IBriefGrain>(Guid.NewGuid());
        await brief.StayAsync(TimeSpan.Zero).Within();
        await delayed.StayAsync(TimeSpan.FromMinutes(8)).Within();
        var ended = _cluster.WaitForDeactivationAsync(brief);
        Configuration.Clock.Advance(TimeSpan.FromMinutes(4));
        await ended.Within();
        Assert.True(_cluster.TryGetGrainContext(delayed.GetGrainId(), out var context));
        Configuration.Clock.Advance(TimeSpan.FromMinutes(6));
        await context.Deactivated.Within();
    }

    [Fact]
    public async Task Reminders_move_to_another_silo_when_theirs_is_killed()
    {
        var grain = _cluster.GrainFactory.GetGrain<IReminderGrain>(_key);
        await grain.RemindAsync("tea", TimeSpan.FromHours(1)).Within();
        Configuration.Clock.Advance(TimeSpan.FromMinutes(61));
        await Gate.Of(_key).EnteredAsync();
        await _cluster.KillSiloAsync(_cluster.Primary!).Within();
        await grain.HasAsync("tea").Within();
        Configuration.Clock.Advance(TimeSpan.FromMinutes(61));
        await Gate.Of(_key).EnteredAsync();
    }

    [Fact]
    public async Task No_request_is_lost_while_its_grain_is_deactivated_again_and_again()
    {
        var grains = Enumerable.Range(0, 5).Select(_ => _cluster.GrainFactory.GetGrain<ILifeGrain>(Guid.NewGuid())).ToArray();
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var grain = grains[(caller + i) % grains.Length];
                await (i % 40 == 0 ? grain.LeaveAsync() : grain.ActivationAsync());
            }
        }));
        await Task.WhenAll(callers).Within();
    }

    [Fact]
    public void A_client_of_a_cluster_is_refused_with_the_reason()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var refusal = Assert.Throws<OrleansConfigurationException>(() => builder.UseOrleansClient());
        Assert.Contains("no clustering", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Configuration : ISiloConfigurator
    {
        public static ManualTimeProvider Clock { get; } = new();

        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton<TimeProvider>(Clock);
            siloBuilder.Services.AddSingleton<Greeter>();
            siloBuilder.UseInMemoryReminderService();
            siloBuilder.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(10));
            siloBuilder.AddMemoryGrainStorage("shared");
        }
    }
}

public interface IBriefGrain : IGrainWithGuidKey
{
    Task StayAsync(TimeSpan time);
}

[CollectionAgeLimit(Minutes = 2)]
public sealed class BriefGrain : Grain, IBriefGrain
{
    public Task StayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}
