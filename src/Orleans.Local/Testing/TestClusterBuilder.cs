using Microsoft.Extensions.Configuration;

namespace Orleans.TestingHost;

/// <summary>Builds clusters for tests: several silos, here all in this process.</summary>
public class TestClusterBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _configuration = [];

    /// <summary>A cluster of two silos.</summary>
    public TestClusterBuilder()
        : this(2)
    {
    }

    /// <summary>A cluster of that many silos.</summary>
    public TestClusterBuilder(short initialSilosCount) => Options = new TestClusterOptions
    {
        InitialSilosCount = initialSilosCount,
        ClusterId = $"testcluster-{Guid.NewGuid():N}",
        ServiceId = Guid.NewGuid().ToString("N"),
    };

    /// <summary>Configuration that silos and client see.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>What the cluster is like.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>Adds to the configuration that silos and client see.</summary>
    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _configuration.Add(configureDelegate);
        return this;
    }

    /// <summary>Configures each silo by an <see cref="ISiloConfigurator"/> or <see cref="IHostConfigurator"/>.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(ISiloConfigurator).IsAssignableFrom(typeof(T)) && !typeof(IHostConfigurator).IsAssignableFrom(typeof(T)))
            throw new ArgumentException($"{typeof(T)} is neither an {nameof(ISiloConfigurator)} nor an {nameof(IHostConfigurator)}.");
        Options.SiloBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    /// <summary>Configures the client by an <see cref="IClientBuilderConfigurator"/> or <see cref="IHostConfigurator"/>.</summary>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        if (!typeof(IClientBuilderConfigurator).IsAssignableFrom(typeof(T)) && !typeof(IHostConfigurator).IsAssignableFrom(typeof(T)))
            throw new ArgumentException($"{typeof(T)} is neither an {nameof(IClientBuilderConfigurator)} nor an {nameof(IHostConfigurator)}.");
        Options.ClientBuilderConfiguratorTypes.Add(typeof(T).AssemblyQualifiedName);
        return this;
    }

    /// <summary>The cluster, not started yet.</summary>
    public TestCluster Build()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Properties).AddInMemoryCollection(Options.ToConfiguration());
        foreach (var configure in _configuration) configure(configuration);
        return new TestCluster(Options, configuration.Build());
    }
}
