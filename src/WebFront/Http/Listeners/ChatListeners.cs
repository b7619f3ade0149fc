using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orleans.Runtime;

namespace OrleansChat.WebFront.Http.Listeners;

/// <summary>The front's listeners and their limits; section <c>Listen</c> of the configuration.</summary>
internal static class ChatListeners
{
    /// <summary>Bytes of a request body, where an endpoint does not say otherwise.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Any free port.</summary>
    private const string Auto = "auto";

    /// <summary>
    /// Listens on <c>Listen:Address</c> for each contract that owns a port: <c>Listen:&lt;Contract&gt;</c> is its number,
    /// 0 for none, <c>auto</c> for any that is free.
    /// </summary>
    public static void Listen(this KestrelServerOptions kestrel, IConfiguration configuration, IEnumerable<ContractListener> contracts)
    {
        Bound(kestrel);
        var address = Address(configuration);
        var listening = false;
        foreach (var contract in contracts)
        {
            if (Port(configuration, contract.Slug, contract.DefaultPort) is not { } port)
                continue;
            kestrel.Listen(address, port, listener => Mark(listener, new ContractPort(contract.Slug)));
            listening = true;
        }

        // Kestrel would choose a port of its own.
        if (!listening)
            throw new OrleansConfigurationException("Every port of section Listen is switched off: there is nothing to serve on.");
    }

    /// <summary>The limits of every request.</summary>
    public static void Bound(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>The address of the key <c>Listen:Address</c>; loopback by default.</summary>
    public static IPAddress Address(IConfiguration configuration)
    {
        var text = configuration["Listen:Address"];
        return string.IsNullOrEmpty(text) ? IPAddress.Loopback
            : IPAddress.TryParse(text, out var address) ? address
            : throw new OrleansConfigurationException($"Listen:Address is '{text}', which is no IP address.");
    }

    /// <summary>The key of a listener's port, by its name.</summary>
    public static string Key(string name) => $"Listen:{char.ToUpperInvariant(name[0])}{name[1..]}";

    /// <summary>The port of a listener by its name, 0 for any that is free; null when it is switched off.</summary>
    public static int? Port(IConfiguration configuration, string name, int defaultPort)
    {
        var key = Key(name);
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
            return defaultPort == 0 ? null : defaultPort;
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
            return 0;
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port == 0 ? null : port
            : throw new OrleansConfigurationException($"{key} is '{text}', which is no port.");
    }

    private static void Mark(ListenOptions listener, ContractPort port) => listener.Use(next => connection =>
    {
        connection.Features.Set(port);
        return next(connection);
    });
}
