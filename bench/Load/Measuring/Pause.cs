using System.Runtime.InteropServices;

namespace OrleansChat.Load.Measuring;

/// <summary>Short pauses of a thread that keeps a rate. The timers of .NET tick in milliseconds, which is more than many a message takes.</summary>
internal static class Pause
{
    /// <summary>No shorter than this: what falls due meanwhile is sent together.</summary>
    private const long Least = 200;

    private static readonly ManualResetEvent Never = new(false);

    /// <summary>Pauses for so many microseconds.</summary>
    public static void For(long microseconds)
    {
        var time = Math.Clamp(microseconds, Least, 100_000);
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
            _ = UnixSleep((uint)time);
        else
            Never.WaitOne(TimeSpan.FromMicroseconds(Math.Max(time, 1000)));
    }

    [DllImport("libc", EntryPoint = "usleep"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int UnixSleep(uint microseconds);
}
