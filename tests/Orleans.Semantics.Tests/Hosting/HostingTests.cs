using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;
using OrleansChat.Testing;

namespace OrleansChat.Semantics.Tests.Hosting;

public sealed class HostingTests
{
    private readonly Guid _key = Guid.NewGuid();

    [Fact]
    public async Task A_host_runs_a_silo_whose_grains_its_services_can_call()
    {
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHostedGrain>(_key);
        Assert.Equal("here", await grain.WhereAsync().Within());
        Assert.Equal(grain, host.Services.GetRequiredService<IClusterClient>().GetGrain<IHostedGrain>(_key));
        await host.StopAsync().Within();
    }

    [Fact]
    public async Task A_startup_task_can_call_grains()
    {
        using var host = await StartAsync(silo => silo.AddStartupTask(
            (services, _) => services.GetRequiredService<IGrainFactory>().GetGrain<IHostedGrain>(_key).WhereAsync()));
        Assert.True(HostedGrain.Activations.ContainsKey(_key));
        await host.StopAsync().Within();
    }

    [Fact]
    public async Task A_silo_that_stops_deactivates_its_grains()
    {
        using var host = await StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHostedGrain>(_key).WhereAsync().Within();
        await host.StopAsync().Within();
        Assert.Equal(DeactivationReasonCode.ShuttingDown, HostedGrain.Ends[_key]);
    }

    [Fact]
    public async Task A_silo_that_stops_lets_the_request_end_that_runs()
    {
        using var host = await StartAsync();
        var call = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IHostedGrain>(_key).PassAsync();
        await Gate.Of(_key).EnteredAsync();
        var stopped = host.StopAsync();
        Assert.False(call.IsCompleted);
        Gate.Of(_key).Open();
        Assert.Equal("passed", await call.Within());
        await stopped.Within();
    }

    private static async Task<IHost> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort: FreePort.Next(), gatewayPort: FreePort.Next());
            silo.AddMemoryGrainStorageAsDefault();
            configure?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync().Within();
        return host;
    }
}

public interface IHostedGrain : IGrainWithGuidKey
{
    Task<string> WhereAsync();

    Task<string> PassAsync();
}

public sealed class HostedGrain : Grain, IHostedGrain
{
    public static ConcurrentDictionary<Guid, bool> Activations { get; } = new();

    public static ConcurrentDictionary<Guid, DeactivationReasonCode> Ends { get; } = new();

    public Task<string> WhereAsync()
    {
        Activations[this.GetPrimaryKey()] = true;
        return Task.FromResult("here");
    }

    public async Task<string> PassAsync()
    {
        await Gate.Of(this.GetPrimaryKey()).PassAsync();
        return "passed";
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ends[this.GetPrimaryKey()] = reason.ReasonCode;
        return Task.CompletedTask;
    }
}
