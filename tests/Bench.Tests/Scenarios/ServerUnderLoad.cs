using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OrleansChat.Silo;
using OrleansChat.Testing;
using OrleansChat.WebFront;

namespace OrleansChat.Bench.Tests.Scenarios;

/// <summary>The whole program in this process, as --help says that it has to be configured to be measured.</summary>
public sealed class ServerUnderLoad : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-load-").FullName;
    private WebApplication _app = null!;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        string[] settings =
        [
            "--environment=Development",
            $"--Data={_folder}",
            .. Front.Contracts.Select(contract => $"--{contract.Key}=auto"),
            "--RateLimits:Enabled=false",
            "--Accounts:PasswordIterations=1000",
            "--Overload:MaxInFlight=20000",
            "--Overload:MaxInFlightPerUser=2000",

            // A busy machine is no reason for a client to miss anything.
            "--Presence:Patience=00:01:00",
            $"--Cluster:SiloPort={FreePort.Next().ToString(CultureInfo.InvariantCulture)}",
            $"--Cluster:GatewayPort={FreePort.Next().ToString(CultureInfo.InvariantCulture)}",
        ];
        _app = ChatHost.Build(settings, builder => builder.Logging.ClearProviders());
        await _app.StartAsync();
        Url = new Uri(_app.ContractUrls()["social"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
