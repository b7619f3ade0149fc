using Microsoft.Extensions.Configuration;
using Orleans.Runtime;
using OrleansChat.Silo;
using OrleansChat.WebFront.Cluster;

namespace OrleansChat.WebFront.Tests.Cluster;

public sealed class ChatClusterOptionsTests
{
    private const string Redis = "127.0.0.1:6379";

    [Fact]
    public void Without_configuration_a_process_is_front_and_silo_in_one()
        => Assert.Equal(ClusterMode.Embedded, Read().Mode);

    [Theory]
    [InlineData("Cluster:Mode=Silo", "Cluster:Membership")]
    [InlineData("Cluster:Mode=Client", "Cluster:Membership")]
    [InlineData("Cluster:Mode=Silo;Cluster:Membership=Redis", "Cluster:RedisConnectionString")]
    [InlineData("Cluster:Mode=Client;Cluster:Membership=Postgres", "Cluster:PostgresConnectionString")]
    [InlineData("Cluster:Mode=Both", "Cluster:Mode")]
    [InlineData("Cluster:AdvertisedAddress=chat.example.com", "Cluster:AdvertisedAddress")]
    [InlineData("Cluster:SiloPort=0", "Cluster:SiloPort")]
    [InlineData("Cluster:MissedProbes=none", "Cluster:MissedProbes")]
    [InlineData("Cluster:SheddingCpu=101", "Cluster:SheddingCpu")]
    public void What_cannot_work_is_refused_by_the_name_of_its_key(string configuration, string key)
    {
        var refused = Assert.Throws<OrleansConfigurationException>(() => Read([.. configuration.Split(';')]));

        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_membership_is_in_the_database_of_everything_else_unless_another_is_named()
    {
        Assert.Equal("Host=db", Read("Cluster:Mode=Silo", "Cluster:Membership=Postgres", "Storage:ConnectionString=Host=db").PostgresConnectionString);
        Assert.Equal("Host=other", Read("Cluster:PostgresConnectionString=Host=other", "Storage:ConnectionString=Host=db").PostgresConnectionString);
    }

    [Fact]
    public void Silos_share_a_database_so_they_refuse_an_embedded_one()
    {
        var refused = Assert.Throws<OrleansConfigurationException>(() => ChatHost.Build(
            ["--Cluster:Mode=Silo", "--Cluster:Membership=Redis", $"--Cluster:RedisConnectionString={Redis}", $"--Data={Path.GetTempPath()}"]));

        Assert.Contains("Storage:Provider", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_of_a_front_is_nothing_but_a_front()
    {
        var refused = Assert.Throws<OrleansConfigurationException>(() => FrontHost.Build([]));

        Assert.Contains("Cluster:Mode", refused.Message, StringComparison.Ordinal);
    }

#if ORLEANS_LOCAL
    [Theory]
    [InlineData("Silo")]
    [InlineData("Client")]
    public void The_single_process_runtime_says_that_it_has_no_clusters(string mode)
    {
        string[] arguments = [$"--Cluster:Mode={mode}", "--Cluster:Membership=Redis", $"--Cluster:RedisConnectionString={Redis}",
            "--Storage:Provider=Postgres", "--Storage:ConnectionString=Host=127.0.0.1", $"--Data={Path.GetTempPath()}"];

        var refused = Assert.Throws<OrleansConfigurationException>(() => mode == "Silo" ? ChatHost.Build(arguments) : FrontHost.Build(arguments));

        Assert.Contains("OrleansRuntime=Microsoft", refused.Message, StringComparison.Ordinal);
    }
#endif

    private static ChatClusterOptions Read(params string[] settings) => ChatClusterOptions.Of(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1])))
            .Build());
}
