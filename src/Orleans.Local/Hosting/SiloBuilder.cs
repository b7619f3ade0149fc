using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>The services of a silo.</summary>
internal sealed class SiloBuilder : ISiloBuilder, IClientBuilder
{
    private SiloBuilder(IServiceCollection services, IConfiguration configuration)
    {
        Services = services;
        Configuration = configuration;
    }

    public IServiceCollection Services { get; }

    public IConfiguration Configuration { get; }

    /// <summary>The builder of this host's silo: the same one each time.</summary>
    public static SiloBuilder For(IServiceCollection services, IConfiguration configuration)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(SiloBuilder))?.ImplementationInstance is SiloBuilder existing)
            return existing;
        var builder = new SiloBuilder(services, configuration);
        services.AddSingleton(builder);
        AddRuntime(services, configuration);
        return builder;
    }

    /// <summary>A builder for the client of a test cluster.</summary>
    public static SiloBuilder ForClient(IServiceCollection services, IConfiguration configuration)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(SiloBuilder))?.ImplementationInstance is SiloBuilder existing)
            return existing;
        var builder = new SiloBuilder(services, configuration);
        services.AddSingleton(builder);
        services.AddLogging();
        services.AddOptions<LocalRuntimeOptions>().Bind(configuration.GetSection(LocalRuntimeOptions.Section));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ClientNode>();
        services.AddSingleton<Node>(provider => provider.GetRequiredService<ClientNode>());
        services.AddSingleton<IClusterClient>(provider => provider.GetRequiredService<ClientNode>().Factory);
        services.AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<ClientNode>().Factory);
        return builder;
    }

    private static void AddRuntime(IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        services.AddOptions();
        services.AddOptions<LocalRuntimeOptions>().Bind(configuration.GetSection(LocalRuntimeOptions.Section));
        services.AddOptions<ClusterOptions>().Bind(configuration.GetSection("Orleans"));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LocalCluster>();
        services.AddSingleton(static provider => new LocalSiloDetails(
            provider.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName ?? $"Silo_{Guid.NewGuid():N}",
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId));
        services.AddSingleton<ILocalSiloDetails>(static provider => provider.GetRequiredService<LocalSiloDetails>());
        services.AddSingleton<SiloNode>();
        services.AddSingleton<Node>(static provider => provider.GetRequiredService<SiloNode>());
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<SiloNode>().Factory);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<SiloNode>().Factory);
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddScoped(static provider => provider.GetRequiredService<IGrainContextAccessor>().GrainContext);
        services.AddHostedService<SiloHostedService>();
    }

    private sealed class GrainContextAccessor : IGrainContextAccessor
    {
        public IGrainContext GrainContext => RuntimeContext.Current!;
    }
}
