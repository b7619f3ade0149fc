using System.Net;
using System.Net.Sockets;

namespace OrleansChat.Testing;

/// <summary>
/// Ports of 127.0.0.1 for what has to be told its port before it listens. They lie below those that the system gives out by itself, and none
/// is named twice, so that nobody takes one between its choice and its use, or while a server that listened there starts again.
/// </summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int _last = Random.Shared.Next(Count);

    /// <summary>The next port on which nobody listens.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref _last) % Count;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                // The next one.
            }
        }
    }
}
