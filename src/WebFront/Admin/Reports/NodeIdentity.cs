using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Orleans.Runtime;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.WebFront.Http;

namespace OrleansChat.WebFront.Admin.Reports;

/// <summary>Who this process is: a front, a silo, or both.</summary>
internal sealed class NodeIdentity(IServiceProvider services, FrontUptime uptime, TimeProvider clock)
{
    private readonly ILocalSiloDetails? _silo = services.GetService<ILocalSiloDetails>();

    /// <summary>This run of the process.</summary>
    public Guid Id { get; } = Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>The version, with the first digits of the commit when the build knows it.</summary>
    public static string Version { get; } = Shortened(
        typeof(NodeIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    /// <summary>What it says of itself, besides <paramref name="load"/> and what it logged.</summary>
    public NodeReport Report(NodeLoad load) => new()
    {
        Id = Id,
        Kind = _silo is null ? NodeKind.Front : services.GetService<Realtime.ConnectionRegistry>() is null ? NodeKind.Silo : NodeKind.Embedded,
        Name = Environment.MachineName,
        Version = Version,
        Address = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "",
        Silo = _silo?.SiloAddress.ToParsableString(),
        Uptime = uptime.Elapsed,
        Load = load,
    };

    private static string Shortened(string version)
    {
        const int CommitDigits = 8;
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 || version.Length - commit <= CommitDigits ? version : version[..(commit + 1 + CommitDigits)];
    }
}
