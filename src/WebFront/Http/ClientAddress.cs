using System.Net;
using System.Net.Sockets;

namespace OrleansChat.WebFront.Http;

/// <summary>What counts as one client among addresses.</summary>
internal static class ClientAddress
{
    /// <summary>The client behind an address; one with IPv6 owns its whole /64, so that is what counts.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
