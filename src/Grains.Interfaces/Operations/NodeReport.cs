using System.Collections.Immutable;
using Orleans;

namespace OrleansChat.Grains.Interfaces.Operations;

/// <summary>What a process is to the cluster.</summary>
[GenerateSerializer, Alias("node-kind")]
public enum NodeKind
{
    /// <summary>Front and silo in one process.</summary>
    Embedded,

    /// <summary>A silo without a front.</summary>
    Silo,

    /// <summary>A front that joined as a client.</summary>
    Front,
}

/// <summary>How serious a log entry is.</summary>
[GenerateSerializer, Alias("node-error-level")]
public enum NodeErrorLevel
{
    /// <summary>Something did not work, and was dealt with.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>The process cannot go on.</summary>
    Critical,
}

/// <summary>What one process says of itself.</summary>
[GenerateSerializer, Immutable, Alias("node-report")]
public sealed record NodeReport
{
    /// <summary>This run of the process.</summary>
    [Id(0)]
    public required Guid Id { get; init; }

    /// <summary>What it is.</summary>
    [Id(1)]
    public required NodeKind Kind { get; init; }

    /// <summary>The machine's name.</summary>
    [Id(2)]
    public required string Name { get; init; }

    /// <summary>The version that it runs.</summary>
    [Id(3)]
    public required string Version { get; init; }

    /// <summary>Where it serves HTTP; empty when nowhere.</summary>
    [Id(4)]
    public required string Address { get; init; }

    /// <summary>The address of its silo, as membership spells it; null for a front.</summary>
    [Id(5)]
    public string? Silo { get; init; }

    /// <summary>How long it has been up.</summary>
    [Id(6)]
    public required TimeSpan Uptime { get; init; }

    /// <summary>What it has to do.</summary>
    [Id(7)]
    public required NodeLoad Load { get; init; }

    /// <summary>What it logged as a warning or worse, the latest first.</summary>
    [Id(8)]
    public ImmutableArray<NodeError> Errors { get; init; } = [];
}

/// <summary>What a process has to do: rates are per second, over the time since its report before.</summary>
[GenerateSerializer, Immutable, Alias("node-load")]
public sealed record NodeLoad
{
    /// <summary>Realtime connections.</summary>
    [Id(0)]
    public long Connections { get; init; }

    /// <summary>Messages that conversations accepted, per second.</summary>
    [Id(1)]
    public double Sends { get; init; }

    /// <summary>Events handed to connections, per second.</summary>
    [Id(2)]
    public double Deliveries { get; init; }

    /// <summary>HTTP requests answered, per second.</summary>
    [Id(3)]
    public double Requests { get; init; }

    /// <summary>Transactions of the message log, per second.</summary>
    [Id(4)]
    public double Commits { get; init; }

    /// <summary>Bytes that wait for connections.</summary>
    [Id(5)]
    public long QueuedBytes { get; init; }

    /// <summary>Requests and commands refused because the process was full, since it started.</summary>
    [Id(6)]
    public long Shed { get; init; }

    /// <summary>Connections cut off because they did not read fast enough, since it started.</summary>
    [Id(7)]
    public long SlowConsumers { get; init; }

    /// <summary>Processor time used: 1 is one core.</summary>
    [Id(8)]
    public double Processor { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    [Id(9)]
    public long Memory { get; init; }
}

/// <summary>Something that was logged as a warning or worse, with its repetitions. Without the texts of exceptions, which may quote users.</summary>
[GenerateSerializer, Immutable, Alias("node-error")]
public sealed record NodeError
{
    /// <summary>When it was logged last.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>How often.</summary>
    [Id(1)]
    public required long Times { get; init; }

    /// <summary>How serious it is.</summary>
    [Id(2)]
    public required NodeErrorLevel Level { get; init; }

    /// <summary>What logged it.</summary>
    [Id(3)]
    public required string Category { get; init; }

    /// <summary>What it said last.</summary>
    [Id(4)]
    public required string Message { get; init; }

    /// <summary>The type of the exception, if there was one.</summary>
    [Id(5)]
    public string? Exception { get; init; }
}
