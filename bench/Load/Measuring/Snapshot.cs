using System.Globalization;

namespace OrleansChat.Load.Measuring;

/// <summary>Where everything stands at one moment.</summary>
internal sealed record Snapshot(long At, TimeSpan Generator, ProcessTree? Server, ProcessTree? Database, TimeSpan? Machine)
{
    /// <summary>Looks.</summary>
    public static Snapshot Take(IReadOnlyList<int> server, IReadOnlyList<int> database)
        => new(Clock.Now, Environment.CpuUsage.TotalTime, ProcessTree.Of(server), ProcessTree.Of(database), ReadMachine());

    /// <summary>Busy time of all processors: user, nice, system, interrupts (proc(5), <c>/proc/stat</c>).</summary>
    private static TimeSpan? ReadMachine()
    {
        if (!ProcessTree.CanRead)
            return null;
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7];
        return TimeSpan.FromSeconds(busy.Sum(index => long.Parse(fields[index], CultureInfo.InvariantCulture)) / 100d);
    }
}

/// <summary>What was used between two moments.</summary>
internal sealed record Usage(Snapshot From, Snapshot To)
{
    /// <summary>Seconds between them.</summary>
    public double Seconds => (To.At - From.At) / 1e6;

    /// <summary>Processor seconds of the generator.</summary>
    public double Generator => (To.Generator - From.Generator).TotalSeconds;

    /// <summary>Processor seconds of the server; null when it was not looked at.</summary>
    public double? Server => Between(From.Server, To.Server);

    /// <summary>Processor seconds of the database; null when it was not looked at.</summary>
    public double? Database => Between(From.Database, To.Database);

    /// <summary>Processor seconds that went to nobody named: other programs on this machine disturb the measurement.</summary>
    public double? Others => To.Machine - From.Machine is { } busy ? busy.TotalSeconds - Generator - (Server ?? 0) - (Database ?? 0) : null;

    private static double? Between(ProcessTree? from, ProcessTree? to)
        => from is null || to is null ? null : (to.Cpu - from.Cpu).TotalSeconds;
}
