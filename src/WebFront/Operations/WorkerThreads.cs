namespace OrleansChat.WebFront.Operations;

/// <summary>
/// How many workers the thread pool has before it asks itself whether more would help. A chat's work comes in pieces of microseconds: the
/// more threads share it, the more of the processor goes to waking them and to those that look for work
/// (docs/decisions/009-runtime-settings.md). The programs are configured to begin with one.
/// </summary>
public static class WorkerThreads
{
    /// <summary>
    /// For programs, when it is known what they run: half of the processors, or all of them where work blocks the thread that it runs on.
    /// A number above one that somebody has set (<c>DOTNET_ThreadPool_ForceMinWorkerThreads</c>) stays.
    /// </summary>
    /// <param name="block">Whether work blocks threads, as reading SQLite does.</param>
    public static void Begin(bool block)
    {
        ThreadPool.GetMinThreads(out var workers, out var completionPorts);
        if (workers == 1)
            ThreadPool.SetMinThreads(Number(Environment.ProcessorCount, block), completionPorts);
    }

    internal static int Number(int processors, bool block) => block ? processors : Math.Max(1, processors / 2);
}
