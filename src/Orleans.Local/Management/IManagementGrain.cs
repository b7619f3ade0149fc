namespace Orleans.Runtime;

/// <summary>What a cluster says of itself. Key 0.</summary>
public interface IManagementGrain : IGrainWithIntegerKey
{
    /// <summary>The silos and how they are; only those that take requests when <paramref name="onlyActive"/>.</summary>
    Task<Dictionary<SiloAddress, SiloStatus>> GetHosts(bool onlyActive = false);

    /// <summary>How many activations of each grain class each active silo has.</summary>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics();

    /// <summary>The same, of these silos alone.</summary>
    Task<SimpleGrainStatistic[]> GetSimpleGrainStatistics(SiloAddress[] hostsIds);
}

/// <summary>How a silo is.</summary>
[GenerateSerializer]
public enum SiloStatus
{
    /// <summary>Nobody knows.</summary>
    None = 0,

    /// <summary>Made, not started.</summary>
    Created = 1,

    /// <summary>Starting.</summary>
    Joining = 2,

    /// <summary>It takes requests.</summary>
    Active = 3,

    /// <summary>It ends what it began.</summary>
    ShuttingDown = 4,

    /// <summary>It ends.</summary>
    Stopping = 5,

    /// <summary>It is gone.</summary>
    Dead = 6,
}

/// <summary>How many activations of one grain class one silo has.</summary>
[GenerateSerializer, Immutable]
public sealed class SimpleGrainStatistic
{
    /// <summary>The class, as <c>Namespace.Class,Assembly</c>.</summary>
    [Id(0)]
    public string GrainType { get; init; } = default!;

    /// <summary>The silo.</summary>
    [Id(1)]
    public SiloAddress SiloAddress { get; init; } = default!;

    /// <summary>How many.</summary>
    [Id(2)]
    public int ActivationCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"SimpleGrainStatistic: GrainType={GrainType} Silo={SiloAddress} NumActivations={ActivationCount} ";
}
