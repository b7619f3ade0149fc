using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using OrleansChat.WebFront.Http.Tokens;

namespace OrleansChat.WebFront.Tests.Http.Tokens;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orleanschat-").FullName;

    [Fact]
    public void Development_makes_a_key_once_that_only_its_owner_reads()
    {
        var first = Secret(null, Environments.Development);

        Assert.Equal(first, Secret(null, Environments.Development));
        Assert.True(first.Length >= JwtOptions.MinKeyBytes);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "jwt.key")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Elsewhere_a_key_is_required()
    {
        var refused = Assert.Throws<OrleansConfigurationException>(() => Secret(null, Environments.Production));

        Assert.Contains("Jwt:SigningKey", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_configured_key_is_taken_and_nothing_is_written()
    {
        Assert.Equal("configured", Secret("configured", Environments.Production));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_key_that_is_too_short_is_refused_by_name()
    {
        var refused = Assert.Throws<OrleansConfigurationException>(
            () => new SigningKeys(new JwtOptions { SigningKey = "short" }, Configuration(), new TestEnvironment(Environments.Production)));

        Assert.Contains("Jwt:SigningKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_processes_that_start_at_once_end_up_with_one_key()
    {
        var secrets = new string[16];

        Parallel.For(0, secrets.Length, index => secrets[index] = Secret(null, Environments.Development));

        Assert.Single(secrets.Distinct());
        Assert.Single(Directory.GetFiles(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Secret(string? configured, string environment)
        => KeyFile.Secret(configured, "Jwt:SigningKey", "jwt.key", Configuration(), new TestEnvironment(environment));

    private IConfiguration Configuration() => new ConfigurationBuilder().AddInMemoryCollection([new("Data", _folder)]).Build();

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
