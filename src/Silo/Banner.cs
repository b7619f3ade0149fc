using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OrleansChat.Storage;
using OrleansChat.WebFront;
using OrleansChat.WebFront.Cluster;

namespace OrleansChat.Silo;

/// <summary>What <c>./run</c> says when the server is ready: the runtime taken, the URLs and the data folder.</summary>
internal static class Banner
{
    private const string NotListening = "(not listening)";

    /// <summary>Prints the banner once the server listens.</summary>
    public static void PrintBannerWhenReady(this WebApplication app)
        => app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(Text(app)));

    private static string Text(WebApplication app)
    {
        var cluster = ChatClusterOptions.Of(app.Configuration);
        var storage = app.Services.GetRequiredService<StorageOptions>();
        var lines = new List<string> { "", "OrleansChat is ready.", $"  runtime   {Runtime()}" };
        lines.AddRange(cluster.Mode == ClusterMode.Silo ? Silo(app, cluster) : Contracts(app));
        lines.Add($"  storage   {storage.Provider}");
        if (storage.Provider == StorageProvider.Sqlite || app.Environment.IsDevelopment())
            lines.Add($"  data      {DataFolder.Of(app.Configuration)}");
        if (storage.Provider == StorageProvider.Sqlite && IsReducedSqlite())
            lines.Add("  note      this build carries an old SQLite (the only one its package source had) with published advisories; do not expose it.");
        lines.Add("Ctrl-C stops it.");
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Contracts(WebApplication app)
    {
        var urls = app.ContractUrls();
        if (urls.TryGetValue("social", out var social))
            yield return $"  social    {social}/api/v1; docs {social}/api/docs; realtime {social} (Socket.IO), {social}/social/hub (SignalR)";
        if (urls.TryGetValue("messenger", out var messenger))
            yield return $"  messenger {messenger}/v1; docs {messenger}/docs; realtime {messenger} (WebSocket), {messenger}/messenger/hub (SignalR)";
    }

    private static IEnumerable<string> Silo(WebApplication app, ChatClusterOptions cluster) =>
    [
        $"  cluster   {cluster.ClusterId}, found through {cluster.Membership}",
        $"  silo      port {cluster.SiloPort} for other silos, {cluster.GatewayPort} for fronts",
        $"  health    {Address(app)}/health/ready, {Address(app)}/metrics",
    ];

    private static string Address(WebApplication app)
        => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? NotListening;

    private static string Runtime()
    {
        var assembly = typeof(Orleans.Grain).Assembly;
        return assembly.GetName().Name == "OrleansChat.Orleans.Local"
            ? "Local (src/Orleans.Local: one process, no cluster)"
            : $"Microsoft Orleans {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";
    }

    /// <summary>Microsoft.Data.Sqlite 6 is what the reduced package set restores.</summary>
    private static bool IsReducedSqlite() => typeof(Microsoft.Data.Sqlite.SqliteConnection).Assembly.GetName().Version?.Major < 10;
}
