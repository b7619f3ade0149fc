using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Local;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A cluster for tests: its silos are hosts in this process that share a directory, memory storage and memory streams.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly LocalCluster _cluster = new();
    private readonly IConfiguration _configuration;
    private readonly List<SiloHandle> _silos = [];
    private IHost? _client;
    private short _started;

    internal TestCluster(TestClusterOptions options, IConfiguration configuration)
    {
        Options = options;
        _configuration = configuration;
    }

    /// <summary>What the cluster is like.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>The first silo; null when it was stopped.</summary>
    public SiloHandle? Primary => Silos.FirstOrDefault(silo => silo.InstanceNumber == 0);

    /// <summary>The silos but the first.</summary>
    public IReadOnlyList<SiloHandle> SecondarySilos => [.. Silos.Where(silo => silo.InstanceNumber != 0)];

    /// <summary>The silos that were not stopped.</summary>
    public ReadOnlyCollection<SiloHandle> Silos
    {
        get
        {
            lock (_silos) return new([.. _silos]);
        }
    }

    /// <summary>A client of the cluster.</summary>
    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    /// <summary>Makes references for the client.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The client's services.</summary>
    public IServiceProvider ServiceProvider => _client?.Services
        ?? throw new InvalidOperationException("The test cluster has not been deployed, or its client has been stopped.");

    /// <summary>Starts the silos and the client.</summary>
    public void Deploy() => Task.Run(DeployAsync).GetAwaiter().GetResult();

    /// <summary>Starts the silos and the client.</summary>
    public async Task DeployAsync()
    {
        if (Silos.Count > 0) throw new InvalidOperationException("Cluster host already deployed.");
        await StartAdditionalSilosAsync(Options.InitialSilosCount);
        if (Options.InitializeClientOnDeploy) await InitializeClientAsync();
    }

    /// <summary>Starts the client, anew if it was stopped.</summary>
    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync();
        var client = TestHosts.Client(_cluster, Options, _configuration);
        await client.StartAsync();
        _client = client;
    }

    /// <summary>Stops the client.</summary>
    public async Task StopClusterClientAsync()
    {
        if (_client is not { } client) return;
        _client = null;
        await client.StopAsync();
        client.Dispose();
    }

    /// <summary>The silos that run.</summary>
    public IEnumerable<SiloHandle> GetActiveSilos() => Silos.Where(silo => silo.IsActive);

    /// <summary>The running silo at an address; null when there is none.</summary>
    public SiloHandle? GetSiloForAddress(SiloAddress siloAddress) => GetActiveSilos().FirstOrDefault(silo => silo.SiloAddress == siloAddress);

    /// <summary>The services of a silo; of any when none is named.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null) =>
        ((InProcessSiloHandle)(silo is null ? Silos[0] : GetSiloForAddress(silo) ?? throw new ArgumentException($"The provided silo address '{silo}' is unknown.")))
        .ServiceProvider;

    /// <summary>Starts one more silo.</summary>
    public async Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) =>
        (await StartAdditionalSilosAsync(1))[0];

    /// <summary>Starts more silos.</summary>
    public async Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort = false)
    {
        List<SiloHandle> started = [];
        for (var i = 0; i < silosToStart; i++) started.Add(await StartSiloAsync(_started++));
        return started;
    }

    /// <summary>Stops a silo in good order.</summary>
    public async Task StopSiloAsync(SiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (_silos) _silos.Remove(instance);
        await instance.DisposeAsync();
    }

    /// <summary>Kills a silo: its grains get no chance to say goodbye.</summary>
    public async Task KillSiloAsync(SiloHandle instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        lock (_silos) _silos.Remove(instance);
        await instance.StopSiloAsync(stopGracefully: false);
        await instance.DisposeAsync();
    }

    /// <summary>Stops a silo in good order and starts it again.</summary>
    public async Task<SiloHandle?> RestartSiloAsync(SiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartSiloAsync(instance.InstanceNumber);
    }

    /// <summary>Stops all silos and the client.</summary>
    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos.Reverse()) await StopSiloAsync(silo);
    }

    /// <summary>Waits until all silos know of each other: here they always do.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Orleans' signature.")]
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <summary>Finds the activation of a grain.</summary>
    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext)
    {
        grainContext = _cluster.Find(grainId);
        return grainContext is not null;
    }

    /// <summary>Completes when the grain has no activation.</summary>
    public Task WaitForDeactivationAsync(GrainId grainId) => _cluster.Find(grainId)?.Deactivated ?? Task.CompletedTask;

    /// <summary>Completes when the grain has no activation.</summary>
    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    /// <summary>Deactivates a grain.</summary>
    public Task DeactivateAsync(GrainId grainId)
    {
        if (_cluster.Find(grainId) is not { } activation) return Task.CompletedTask;
        activation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "A test asked for it."));
        return activation.Deactivated;
    }

    /// <summary>Deactivates a grain.</summary>
    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Task.Run(StopAllSilosAsync).GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    private async Task<SiloHandle> StartSiloAsync(short instanceNumber)
    {
        var name = instanceNumber == 0 ? "Primary" : $"Secondary_{instanceNumber}";
        var host = TestHosts.Silo(name, _cluster, Options, _configuration);
        var silo = await InProcessSiloHandle.StartAsync(host, name, instanceNumber);
        lock (_silos) _silos.Add(silo);
        return silo;
    }
}
