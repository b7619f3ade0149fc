using OrleansChat.Testing;
using OrleansChat.WebFront;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>The images: small, without rights, and in agreement with the programs.</summary>
public sealed class DockerfileTests
{
    private static readonly IReadOnlyDictionary<string, DockerTarget> Targets = DockerTarget.Read();

    public static TheoryData<string, string, string> Programs => new()
    {
        { "silo", "OrleansChat.Silo.dll", "Silo" },
        { "front", "OrleansChat.WebFront.dll", "Client" },
    };

    [Theory, MemberData(nameof(Programs))]
    public void An_image_runs_its_program_in_its_mode_as_a_user_without_rights(string target, string program, string mode)
    {
        var image = Targets[target];

        Assert.EndsWith("-noble-chiseled", image.Image, StringComparison.Ordinal);
        Assert.Equal(["dotnet", program], image.Entrypoint);
        Assert.Equal(mode, image.Environment["Cluster__Mode"]);
        Assert.Equal("Production", image.Environment["DOTNET_ENVIRONMENT"]);
        Assert.Equal("1654:1654", image.User);
        Assert.Equal("SIGTERM", Assert.Single(image.All("STOPSIGNAL")));
    }

    [Theory, MemberData(nameof(Programs))]
    public void An_image_is_asked_for_its_health_by_its_own_program_where_it_listens(string target, string program, string mode)
    {
        var image = Targets[target];

        Assert.NotEmpty(mode);
        Assert.Equal(["dotnet", program, "--health", $"http://127.0.0.1:{image.Environment["Listen__Operations"]}/health/ready"], image.HealthCommand!);
        Assert.Contains(image.Environment["Listen__Operations"], image.Ports);
    }

    [Fact]
    public void Images_expose_what_the_programs_listen_on_by_default()
    {
        Assert.Subset(Targets["silo"].Ports.ToHashSet(), new HashSet<string> { ConfigurationKeys.Default("Cluster:SiloPort"), ConfigurationKeys.Default("Cluster:GatewayPort") });
        Assert.Subset(Targets["front"].Ports.ToHashSet(), Front.Contracts.Select(contract => ConfigurationKeys.Default(contract.Key)).ToHashSet());
    }

    [Fact]
    public void Every_key_that_an_image_sets_is_in_the_readme()
        => Assert.Empty(ConfigurationKeys.Unknown(Targets.Values.SelectMany(target => target.Environment.Keys)));

    [Fact]
    public void What_is_secret_or_local_does_not_get_into_the_build()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line is not "" and not ['#', ..]).ToList();

        Assert.Equal("*", lines[0]);
        Assert.DoesNotContain(lines, line => line is ['!', '.', 'e', 'n', 'v', ..] or "!data");
        Assert.Contains("/.env", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }
}
