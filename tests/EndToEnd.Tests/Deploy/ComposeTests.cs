using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OrleansChat.Silo;
using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>docker-compose.yml: complete, in order, without secrets, and in agreement with the images and the load balancer.</summary>
public sealed partial class ComposeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
    private static readonly JsonObject Compose = Assert.Single(Yaml.Read("docker-compose.yml"));
    private static readonly IReadOnlyDictionary<string, JsonNode> Services = Compose["services"].Members().ToDictionary(service => service.Key, service => service.Value!);
    private static readonly IReadOnlyDictionary<string, DockerTarget> Targets = DockerTarget.Read();

    private static IEnumerable<KeyValuePair<string, JsonNode>> Ours => Services.Where(service => service.Value["build"] is not null);

    [Fact]
    public void It_is_two_silos_and_two_fronts_with_what_they_need()
    {
        Assert.Equal(["balancer", "coturn", "front1", "front2", "postgres", "redis", "silo1", "silo2"], Services.Keys.Order());
        Assert.Equal(["front", "front", "silo", "silo"], Ours.Select(service => service.Value.Text("build", "target")).Order());
        Assert.All(Ours, service => Assert.Contains(service.Value.Text("build", "target"), Targets.Keys));
    }

    [Fact]
    public void Who_is_waited_for_says_whether_it_is_healthy()
    {
        foreach (var (name, service) in Services)
        {
            foreach (var (needed, how) in service["depends_on"].Members())
            {
                Assert.Equal("service_healthy", how!.Text("condition"));
                var other = Services[needed];
                var isAsked = other["healthcheck"]?["test"] is not null || (other.Find("build", "target") is { } target && Targets[(string)target!].HealthCommand is not null);
                Assert.True(isAsked, $"{name} waits for {needed}, which has no health check.");
            }
        }
    }

    [Fact]
    public void The_order_is_storage_silos_fronts_balancer()
    {
        Assert.Equal(["postgres", "redis"], Waits("silo1"));
        Assert.Equal(["postgres", "redis"], Waits("silo2"));
        Assert.Equal(["silo1", "silo2"], Waits("front1"));
        Assert.Equal(["silo1", "silo2"], Waits("front2"));
        Assert.Equal(["front1", "front2"], Waits("balancer"));

        static IEnumerable<string> Waits(string service) => Services[service]["depends_on"].Members().Select(needed => needed.Key).Order();
    }

    [Fact]
    public void Every_key_is_in_the_readme()
        => Assert.Empty(ConfigurationKeys.Unknown(Ours.SelectMany(service => service.Value["environment"].Members().Select(setting => setting.Key))));

    [Fact]
    public void Nothing_secret_is_written_down_and_what_is_missing_is_said()
    {
        var needed = Variables().Matches(Text).ToList();
        Assert.NotEmpty(needed);
        foreach (var variable in needed)
            Assert.Equal($":?set {variable.Groups[1].Value} in .env", variable.Groups[2].Value);
        Assert.DoesNotMatch("(?i)(password|secret|signingkey|auth)[=:] *[\"']?[^$\"'\\s]", Variables().Replace(Comments().Replace(Text, ""), "$"));

        var example = File.ReadAllLines(Path.Combine(Repository.Root, ".env.example")).Where(line => line is not "" and not ['#', ..]).ToList();
        Assert.Equal(needed.Select(variable => variable.Groups[1].Value).Distinct().Order(), example.Select(line => line.TrimEnd('=')).Order());
        Assert.All(example, line => Assert.EndsWith("=", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Our_services_have_no_rights_and_time_to_drain()
    {
        foreach (var (_, service) in Ours)
        {
            Assert.Equal("true", service.Text("read_only"));
            Assert.Equal("ALL", service.Text("cap_drop", "0"));
            Assert.Equal("no-new-privileges:true", service.Text("security_opt", "0"));
            Assert.Equal("unless-stopped", service.Text("restart"));
            Assert.True(TimeSpan.FromSeconds(int.Parse(service.Text("stop_grace_period").TrimEnd('s'))) > ChatHost.SiloShutdown);
        }
    }

    [Fact]
    public void Only_the_balancer_and_the_relay_are_public()
    {
        Assert.Equal(["balancer", "coturn"], Services.Where(service => service.Value["ports"] is not null).Select(service => service.Key).Order());
        Assert.Equal("true", Compose.Text("networks", "inside", "internal"));
        Assert.All(["postgres", "redis", "silo1", "silo2"], name => Assert.Equal("inside", Assert.Single(Services[name]["networks"].Items().Select(network => (string)network!))));
    }

    [Fact]
    public void The_fronts_believe_the_balancer_and_nobody_else()
    {
        var (network, balancer) = (Compose["networks"]!.Find("edge", "ipam", "config", "0")!, Services["balancer"].Text("networks", "edge", "ipv4_address"));

        Assert.All(["front1", "front2"], name => Assert.Equal(
            balancer, Assert.Single(Services[name]["environment"].Members(), setting => setting.Key.StartsWith("Proxies", StringComparison.Ordinal)).Value!.ToString()));
        Assert.True(IPNetwork.Parse(network.Text("subnet")).Contains(IPAddress.Parse(balancer)));
        Assert.False(IPNetwork.Parse(network.Text("ip_range")).Contains(IPAddress.Parse(balancer)));
        Assert.NotEqual(balancer, network.Text("gateway"));
    }

    [Fact]
    public void The_balancer_knows_every_front_at_its_port()
    {
        var fronts = Services.Keys.Where(name => name.StartsWith("front", StringComparison.Ordinal)).Order().ToList();
        var servers = Servers().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy/haproxy/haproxy.cfg"))).ToList();

        Assert.Equal(fronts.Concat(fronts), servers.Select(server => server.Groups[1].Value));
        Assert.All(servers, server => Assert.Equal($"{server.Groups[1].Value}:{ConfigurationKeys.Default("Listen:Social")}", server.Groups[2].Value));
        Assert.EndsWith(":8080", Services["balancer"].Text("ports", "0"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_are_mounted_exist()
        => Assert.All(
            Services.Values.SelectMany(service => service["volumes"].Items()).Select(volume => ((string)volume!).Split(':')[0]).Where(source => source[0] == '.'),
            source => Assert.True(Path.Exists(Path.Combine(Repository.Root, source))));

    [GeneratedRegex(@"\$\{([A-Z_]+)(:?\?[^}]*)\}")]
    private static partial Regex Variables();

    [GeneratedRegex("#.*")]
    private static partial Regex Comments();

    [GeneratedRegex(@"^\s+server (\S+) (\S+)", RegexOptions.Multiline)]
    private static partial Regex Servers();
}
