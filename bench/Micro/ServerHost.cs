using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Silo;
using OrleansChat.WebFront;

namespace OrleansChat.Micro;

/// <summary>The whole program in this process, on a fresh folder.</summary>
internal sealed class ServerHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication _app;

    private ServerHost(string folder, WebApplication app) => (_folder, _app) = (folder, app);

    /// <summary>What is registered.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The grains.</summary>
    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts it; on PostgreSQL when a connection string is given.</summary>
    public static async Task<ServerHost> StartAsync(string? postgres = null)
    {
        var folder = Directory.CreateTempSubdirectory("orleanschat-micro-").FullName;
        string[] storage = postgres is null ? [] : ["--Storage:Provider=Postgres", $"--Storage:ConnectionString={postgres}"];
        var app = ChatHost.Build(
            [
                "--environment=Development", $"--Data={folder}", .. Front.Contracts.Select(contract => $"--{contract.Key}=auto"), "--Accounts:PasswordIterations=1000",
                $"--Cluster:SiloPort={FreePort()}", $"--Cluster:GatewayPort={FreePort()}", .. storage,
            ],
            builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        return new ServerHost(folder, app);
    }

    /// <summary>A new user.</summary>
    public async Task<Guid> RegisterAsync()
    {
        var id = Guid.CreateVersion7();
        var name = $"u{id:N}";
        await Grains.GetGrain<IAccountGrain>(id).RegisterAsync(new NewAccount(name, $"{name}@example.com", "Password123"));
        return id;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
