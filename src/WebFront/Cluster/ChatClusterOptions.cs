using System.ComponentModel.DataAnnotations;
using System.Net;
using Orleans.Runtime;

namespace OrleansChat.WebFront.Cluster;

/// <summary>What a process is in the cluster.</summary>
public enum ClusterMode
{
    /// <summary>Front and silo in one process, alone.</summary>
    Embedded,

    /// <summary>A silo of a cluster, without a front.</summary>
    Silo,

    /// <summary>A front that joins a cluster as its client.</summary>
    Client,
}

/// <summary>Where the members of a cluster find each other.</summary>
public enum ClusterMembership
{
    /// <summary>In Redis.</summary>
    Redis,

    /// <summary>In PostgreSQL.</summary>
    Postgres,
}

/// <summary>How this process takes part in the cluster; section <c>Cluster</c> of the configuration.</summary>
public sealed class ChatClusterOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>What this process is.</summary>
    public ClusterMode Mode { get; set; }

    /// <summary>Where members find each other; required unless embedded.</summary>
    public ClusterMembership? Membership { get; set; }

    /// <summary>How to reach Redis, in StackExchange.Redis' format; required with <see cref="ClusterMembership.Redis"/>.</summary>
    public string? RedisConnectionString { get; set; }

    /// <summary>How to reach the PostgreSQL of the membership; by default <c>Storage:ConnectionString</c>.</summary>
    public string? PostgresConnectionString { get; set; }

    /// <summary>The cluster's name: members of different names do not see each other.</summary>
    [Required]
    public string ClusterId { get; set; } = "orleanschat";

    /// <summary>The name that states and reminders are kept under; never to be changed.</summary>
    [Required]
    public string ServiceId { get; set; } = "orleanschat";

    /// <summary>The port where other silos reach this one.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port where fronts reach this silo.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The IP address under which others reach this silo; by default this machine's own.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Whether a silo listens on every address of the machine, and not only on the advertised one.</summary>
    public bool ListenOnAnyAddress { get; set; }

    /// <summary>How long a silo may take to answer another's probe; also the pause between probes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After so many probes without an answer a silo counts as dead.</summary>
    [Range(1, 100)]
    public int MissedProbes { get; set; } = 3;

    /// <summary>How long a call between nodes waits for its answer; the caller is then told to try again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>Percent of processor time above which a silo sends fronts away for a moment; 100 for never.</summary>
    [Range(1, 100)]
    public int SheddingCpu { get; set; } = 95;

    /// <summary>Percent of memory above which a silo sends fronts away and puts idle activations to rest; 100 for never.</summary>
    [Range(1, 100)]
    public int SheddingMemory { get; set; } = 90;

    /// <summary>Reads and checks the section.</summary>
    /// <exception cref="OrleansConfigurationException">A value is missing or cannot work; the message names the key.</exception>
    public static ChatClusterOptions Of(IConfiguration configuration)
    {
        var options = Bind(configuration);
        var broken = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true))
            throw new OrleansConfigurationException($"Cluster:{broken[0].MemberNames.First()}: {broken[0].ErrorMessage}");
        options.PostgresConnectionString ??= configuration["Storage:ConnectionString"];
        if (options.AdvertisedAddress is { Length: > 0 } address && !IPAddress.TryParse(address, out _))
            throw new OrleansConfigurationException($"Cluster:AdvertisedAddress is '{address}', which is no IP address.");
        if (options.Mode != ClusterMode.Embedded)
            options.RequireMembership();
        return options;
    }

    private static ChatClusterOptions Bind(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(Section).Get<ChatClusterOptions>() ?? new ChatClusterOptions();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new OrleansConfigurationException($"Section Cluster: {unreadable.Message}", unreadable);
        }
    }

    private void RequireMembership()
    {
        switch (Membership)
        {
            case null:
                throw new OrleansConfigurationException($"Cluster:Membership is required with Cluster:Mode={Mode}: Redis or Postgres.");
            case ClusterMembership.Redis when string.IsNullOrEmpty(RedisConnectionString):
                throw new OrleansConfigurationException("Cluster:RedisConnectionString is required with Cluster:Membership=Redis.");
            case ClusterMembership.Postgres when string.IsNullOrEmpty(PostgresConnectionString):
                throw new OrleansConfigurationException("Cluster:PostgresConnectionString is required with Cluster:Membership=Postgres where there is no Storage:ConnectionString.");
        }
    }
}
