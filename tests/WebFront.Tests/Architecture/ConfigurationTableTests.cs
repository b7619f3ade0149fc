using System.Reflection;
using OrleansChat.Grains.Accounts;
using OrleansChat.Silo;
using OrleansChat.Storage;
using OrleansChat.Testing;

namespace OrleansChat.WebFront.Tests.Architecture;

/// <summary>Everything that can be configured is in the README.</summary>
public sealed class ConfigurationTableTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(DependencyTests.Root, "README.md"));

    private static readonly Assembly[] Ours = [typeof(AccountOptions).Assembly, typeof(StorageOptions).Assembly, typeof(Front).Assembly, typeof(ChatHost).Assembly];

    [Fact]
    public void Every_option_is_in_the_readme()
    {
        var options = Ours.SelectMany(assembly => assembly.GetTypes()).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(options);

        var keys = options.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => Key(type, property)));

        Assert.Empty(keys.Except(Documented()));
    }

    [Fact]
    public void Every_contracts_port_is_in_the_readme()
    {
        var rows = ConfigurationTable.Read(Readme).ToDictionary(row => row.Key, row => row.Default);

        Assert.NotEmpty(Front.Contracts);
        Assert.All(Front.Contracts, contract =>
        {
            Assert.Equal($"{contract.DefaultPort}", rows[contract.Key]);
            Assert.Contains($"| {contract.DefaultPort} | `{contract.Key}` |", Readme, StringComparison.Ordinal);
        });
        Assert.Equal(Front.Contracts.Count, Front.Contracts.DistinctBy(contract => contract.DefaultPort).Count());
    }

    /// <summary>The data folder has a key of its own, since not only storage uses it.</summary>
    private static string Key(Type type, PropertyInfo property)
        => property.Name == nameof(StorageOptions.DataFolder) ? "Data" : $"{Section(type)}:{property.Name}";

    private static string Section(Type type)
        => type.GetField("Section")?.GetRawConstantValue() as string ?? throw new InvalidOperationException($"{type.Name} does not say which section it is: const string Section.");

    private static IEnumerable<string> Documented()
        => ConfigurationTable.Read(Readme).Select(row => row.Key);
}
