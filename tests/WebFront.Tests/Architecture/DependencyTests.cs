using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace OrleansChat.WebFront.Tests.Architecture;

/// <summary>Who may know whom, by scanning the sources.</summary>
public sealed partial class DependencyTests
{
    internal static readonly string Root = FindRoot();
    private static readonly string[] Contracts = Folders("src/WebFront/Contracts");

    /// <summary>Resuming is what contracts share of it, as what lies beside the folders is.</summary>
    private static readonly string[] Transports = [.. Folders("src/WebFront/Realtime").Where(folder => folder != "Resuming")];

    [Fact]
    public void The_front_knows_grain_interfaces_only_and_they_know_nothing_of_ours()
    {
        Assert.Equal(["Grains.Interfaces"], ProjectReferences("src/WebFront"));
        Assert.Empty(ProjectReferences("src/Grains.Interfaces"));
        AssertNoneNames("src/WebFront", @"\bOrleansChat\.(Grains\.(?!Interfaces\b)|Storage\b|Silo\b)");
        AssertNoneNames("src/Grains.Interfaces", @"\bOrleansChat\.(Grains\.(?!Interfaces\b)|Storage\b|Silo\b|WebFront\b)");
    }

    [Fact]
    public void A_contract_never_names_another_contract()
    {
        Assert.NotEmpty(Contracts);
        foreach (var contract in Contracts)
        {
            var others = Contracts.Where(other => other != contract).ToArray();
            if (others.Length > 0)
                AssertNoneNames($"src/WebFront/Contracts/{contract}", $@"\bContracts\.({string.Join('|', others)})\b");
        }
    }

    [Fact]
    public void Contracts_and_transports_never_name_each_other()
    {
        Assert.NotEmpty(Transports);
        AssertNoneNames("src/WebFront/Realtime", $@"\bContracts\.|\b({string.Join('|', Contracts)})[A-Z]\w+");
        AssertNoneNames("src/WebFront/Contracts", $@"\bRealtime\.({string.Join('|', Transports)})\b");
    }

    [Fact]
    public void Only_Front_knows_the_contracts_and_the_transports()
    {
        var knowing = Sources("src/WebFront")
            .Where(file => !file.Path.StartsWith("src/WebFront/Contracts/", StringComparison.Ordinal))
            .Where(file => !file.Path.StartsWith("src/WebFront/Realtime/", StringComparison.Ordinal))
            .Where(file => Regex.IsMatch(file.Text, $@"\bContracts\.({string.Join('|', Contracts)})\b|\bRealtime\.({string.Join('|', Transports)})\b"))
            .Select(file => file.Path);
        Assert.Equal(["src/WebFront/Front.cs"], knowing);
    }

    [Fact]
    public void The_local_runtime_knows_nothing_of_ours()
    {
        Assert.Empty(ProjectReferences("src/Orleans.Local"));
        AssertNoneNames("src/Orleans.Local", @"\bOrleansChat\.(?!Orleans\.Local\b)");
    }

    [Fact]
    public void Grains_know_no_contract_and_no_front()
    {
        Assert.Equal(["Grains.Interfaces", "Storage"], ProjectReferences("src/Grains"));
        AssertNoneNames("src/Grains", @"\bOrleansChat\.WebFront\b");
        AssertNoneNames("src/Storage", @"\bOrleansChat\.(WebFront|Grains\.(?!Interfaces\b))");
    }

    private static void AssertNoneNames(string folder, string pattern)
    {
        var files = Sources(folder);
        Assert.NotEmpty(files);
        var naming = files.Where(file => Regex.IsMatch(file.Text, pattern)).Select(file => $"{file.Path}: {Regex.Match(file.Text, pattern).Value}");
        Assert.True(!naming.Any(), string.Join(Environment.NewLine, naming));
    }

    private static string[] ProjectReferences(string folder)
        => [.. XDocument.Load(Directory.GetFiles(Path.Combine(Root, folder), "*.csproj").Single())
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .Order(StringComparer.Ordinal)];

    private static (string Path, string Text)[] Sources(string folder)
        => [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !BuildOutput().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, Comments().Replace(File.ReadAllText(Path.Combine(Root, path)), "")))];

    private static string[] Folders(string folder)
        => [.. Directory.GetDirectories(Path.Combine(Root, folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OrleansChat.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("OrleansChat.sln is in none of the folders above.");
        return folder;
    }

    [GeneratedRegex(@"/(bin|obj)/")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();
}
