using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OrleansChat.WebFront.Contracts.Social.Health;

/// <summary>That the process answers.</summary>
internal sealed record SocialHealth(string Status, DateTimeOffset Timestamp, long Uptime);

/// <summary>Whether requests can be carried out.</summary>
internal sealed record SocialReadiness(string Status, SocialChecks Checks);

/// <summary>What readiness depends on. Redis is no part of this installation.</summary>
internal sealed record SocialChecks(string Database, string Redis);

/// <summary>The answer of a front that is not ready: the error envelope, and why in the shape of the other answer.</summary>
internal sealed record SocialNotReady(bool Success, string Message, string Code, SocialReadiness Data);

/// <summary>Numbers of the process.</summary>
internal sealed record SocialMetrics(SocialProcess Process, SocialRuntime Nodejs);

/// <summary>The process: seconds, bytes, and microseconds of processor time.</summary>
internal sealed record SocialProcess(long Uptime, SocialMemory Memory, SocialCpu Cpu)
{
    /// <summary>This process, now.</summary>
    public static SocialProcess Current(TimeSpan uptime)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new((long)uptime.TotalSeconds, SocialMemory.Of(process), SocialCpu.Of(process));
    }
}

/// <summary>Memory: resident in all, committed and used by the managed heap, and the resident rest.</summary>
internal sealed record SocialMemory(long Rss, long HeapTotal, long HeapUsed, long External)
{
    /// <summary>Memory of a process (this one).</summary>
    public static SocialMemory Of(Process process)
    {
        var (resident, committed) = (process.WorkingSet64, GC.GetGCMemoryInfo().TotalCommittedBytes);
        return new(resident, committed, GC.GetTotalMemory(forceFullCollection: false), Math.Max(0, resident - committed));
    }
}

/// <summary>Processor time.</summary>
internal sealed record SocialCpu(long User, long System)
{
    /// <summary>Processor time of a process.</summary>
    public static SocialCpu Of(Process process)
        => new((long)process.UserProcessorTime.TotalMicroseconds, (long)process.PrivilegedProcessorTime.TotalMicroseconds);
}

/// <summary>The runtime that really runs, under the contract's name for it.</summary>
internal sealed record SocialRuntime(string Version, string Platform, string Arch)
{
    /// <summary>This process's runtime.</summary>
    public static SocialRuntime Current { get; } = new(
        RuntimeInformation.FrameworkDescription,
        OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "win32" : "unknown",
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant());
}
