using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Orleans.Local;

/// <summary>The hosts of a test cluster's silos and client, as its configurators want them.</summary>
internal static class TestHosts
{
    public static IHost Silo(string name, LocalCluster cluster, TestClusterOptions options, IConfiguration configuration)
    {
        var builder = Builder(cluster, configuration);
        builder.ConfigureServices(services => services
            .Configure<SiloOptions>(silo => silo.SiloName = name)
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30)));
        builder.UseOrleans(_ => { });
        foreach (var configurator in Instances(options.SiloBuilderConfiguratorTypes))
        {
            (configurator as IHostConfigurator)?.Configure(builder);
            if (configurator is ISiloConfigurator silo) builder.UseOrleans(silo.Configure);
        }

        return builder.Build();
    }

    public static IHost Client(LocalCluster cluster, TestClusterOptions options, IConfiguration configuration)
    {
        var builder = Builder(cluster, configuration);
        foreach (var configurator in Instances(options.ClientBuilderConfiguratorTypes))
        {
            (configurator as IHostConfigurator)?.Configure(builder);
            if (configurator is not IClientBuilderConfigurator client) continue;
            builder.ConfigureServices((_, services) => client.Configure(configuration, SiloBuilder.ForClient(services, configuration)));
        }

        builder.ConfigureServices((_, services) => SiloBuilder.ForClient(services, configuration));
        return builder.Build();
    }

    private static HostBuilder Builder(LocalCluster cluster, IConfiguration configuration)
    {
        var builder = new HostBuilder();
        builder.UseEnvironment(Environments.Development);
        builder.Properties["Configuration"] = configuration;
        builder.ConfigureHostConfiguration(host => host.AddConfiguration(configuration));
        builder.ConfigureServices(services => services.AddSingleton(cluster));
        return builder;
    }

    private static IEnumerable<object> Instances(IEnumerable<string?> types) =>
        types.Select(name => Activator.CreateInstance(Type.GetType(name!, throwOnError: true)!)!);
}
