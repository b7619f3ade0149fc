namespace OrleansChat.Load.Wires;

/// <summary>
/// Has the one thread that waits for sockets run their callbacks as well. A hop to the thread pool for every message, and a pool that
/// spins while it has nothing to do, would cost more than the message itself, on cores that the server may share.
/// </summary>
internal static class InlineCallbacks
{
    /// <summary>Says so to the runtime, which asks its environment before the first socket and has no other switch for it.</summary>
    public static void Enable()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
