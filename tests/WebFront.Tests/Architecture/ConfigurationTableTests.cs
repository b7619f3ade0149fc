using System.Reflection;
using OrleansChat.Grains.Accounts;
using OrleansChat.Silo;
using OrleansChat.Storage;
using OrleansChat.Testing;

namespace OrleansChat.WebFront.Tests.Architecture;

/// <summary>Everything that can be configured is in the README.</summary>
public sealed class ConfigurationTableTests
{
    /// <summary>The options by their section.</summary>
    private static readonly Dictionary<string, string> Sections = new()
    {
        ["AccountOptions"] = "Accounts",
        ["CallOptions"] = "Calls",
        ["ChatClusterOptions"] = "Cluster",
        ["JitsiOptions"] = "Jitsi",
        ["JwtOptions"] = "Jwt",
        ["OverloadOptions"] = "Overload",
        ["PresenceOptions"] = "Presence",
        ["RealtimeOptions"] = "Realtime",
        ["StorageOptions"] = "Storage",
        ["TelemetryOptions"] = "Telemetry",
    };

    private static readonly Assembly[] Ours = [typeof(AccountOptions).Assembly, typeof(StorageOptions).Assembly, typeof(Front).Assembly, typeof(ChatHost).Assembly];

    [Fact]
    public void Every_option_is_in_the_readme()
    {
        var options = Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)).ToList();
        Assert.Equal(Sections.Keys.Order(), options.Select(type => type.Name).Order());

        var keys = options.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => Key(type, property)));

        Assert.Empty(keys.Except(Documented()));
    }

    /// <summary>The data folder has a key of its own, since not only storage uses it.</summary>
    private static string Key(Type type, PropertyInfo property)
        => property.Name == nameof(StorageOptions.DataFolder) ? "Data" : $"{Sections[type.Name]}:{property.Name}";

    private static IEnumerable<string> Documented()
        => ConfigurationTable.Read(File.ReadAllText(Path.Combine(DependencyTests.Root, "README.md"))).Select(row => row.Key);
}
