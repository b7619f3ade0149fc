using OrleansChat.Testing;

namespace OrleansChat.EndToEnd.Tests.Deploy;

/// <summary>What may be configured, as the README says it.</summary>
internal static class ConfigurationKeys
{
    private static readonly Dictionary<string, string?> Documented =
        ConfigurationTable.Read(File.ReadAllText(Path.Combine(Repository.Root, "README.md"))).ToDictionary(row => row.Key, row => row.Default);

    /// <summary>The default of a key of the table.</summary>
    public static string Default(string key) => Documented[key] ?? throw new InvalidOperationException($"The README gives no default of {key}.");

    /// <summary>Which of these environment variables are ours and name no key of the table; <c>A__B__0</c> is an item of <c>A:B</c>.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> variables)
        => variables.Where(name => name.Contains("__", StringComparison.Ordinal) || name == "Data")
            .Where(name => !Documented.ContainsKey(string.Join(':', name.Split("__").Where(part => !part.All(char.IsAsciiDigit)))));
}
