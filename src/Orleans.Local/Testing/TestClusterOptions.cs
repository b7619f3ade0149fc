namespace Orleans.TestingHost;

/// <summary>What a test cluster is like.</summary>
public class TestClusterOptions
{
    /// <summary>The cluster.</summary>
    public string ClusterId { get; set; } = null!;

    /// <summary>The service.</summary>
    public string ServiceId { get; set; } = null!;

    /// <summary>How many silos it starts with.</summary>
    public short InitialSilosCount { get; set; }

    /// <summary>Whether its client is started with it.</summary>
    public bool InitializeClientOnDeploy { get; set; } = true;

    /// <summary>The types that configure its silos.</summary>
    public List<string?> SiloBuilderConfiguratorTypes { get; } = [];

    /// <summary>The types that configure its client.</summary>
    public List<string?> ClientBuilderConfiguratorTypes { get; } = [];

    internal IEnumerable<KeyValuePair<string, string?>> ToConfiguration() =>
    [
        new("Orleans:ClusterId", ClusterId),
        new("Orleans:ServiceId", ServiceId),
        new(nameof(InitialSilosCount), InitialSilosCount.ToString()),
    ];
}
