using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Orleans.Runtime;

namespace OrleansChat.WebFront.Http;

/// <summary>The proxies whose word on a client's address is taken; <c>Proxies:Known</c> of the configuration.</summary>
internal static class KnownProxies
{
    /// <summary>Takes forwarded headers from the configured addresses and networks; from nobody when there are none.</summary>
    public static void UseKnownProxies(this WebApplication app)
    {
        var known = app.Configuration.GetSection("Proxies:Known").Get<string[]>() ?? [];
        if (known.Length == 0)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // Any number of proxies in a row, as long as each is known: the client is the first address from behind that is not.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in known)
        {
            if (IPAddress.TryParse(text, out var address))
                options.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(text, out var network))
                options.KnownIPNetworks.Add(network);
            else
                throw new OrleansConfigurationException($"Proxies:Known names '{text}', which is neither an IP address nor a network.");
        }

        app.UseForwardedHeaders(options);
    }
}
