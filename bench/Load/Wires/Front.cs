using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace OrleansChat.Load.Wires;

/// <summary>A server's address, resolved once.</summary>
internal sealed class Front
{
    private readonly IPEndPoint _endPoint;

    private Front(Uri url, IPEndPoint endPoint, bool insecure)
    {
        (Url, _endPoint) = (url, endPoint);
        TlsOptions = new SslClientAuthenticationOptions { TargetHost = url.Host };
        if (insecure)
        {
#pragma warning disable CA5359 // --insecure asks for exactly that: to measure a server that has a certificate of its own making.
            TlsOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
    }

    /// <summary>As it was given.</summary>
    public Uri Url { get; }

    /// <summary>Whether it speaks TLS.</summary>
    public bool IsSecure => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>The value of the Host header.</summary>
    public string Host => Url.Authority;

    /// <summary>How to shake hands.</summary>
    public SslClientAuthenticationOptions TlsOptions { get; }

    /// <summary>Looks its name up.</summary>
    /// <exception cref="SocketException">Nobody knows the name.</exception>
    public static async Task<Front> ResolveAsync(Uri url, bool insecure)
    {
        var addresses = await Dns.GetHostAddressesAsync(url.DnsSafeHost);
        return new Front(url, new IPEndPoint(addresses[0], url.Port), insecure);
    }

    /// <summary>A new connection.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(_endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_endPoint, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
