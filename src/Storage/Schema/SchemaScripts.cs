using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace OrleansChat.Storage.Schema;

/// <summary>A schema script: applied once, in order of version, never changed after it was published.</summary>
internal sealed record SchemaScript(int Version, string Name, string Sql);

/// <summary>The embedded scripts, <c>Schema/&lt;database&gt;/001-initial.sql</c> and so on; each database counts its own.</summary>
internal static partial class SchemaScripts
{
    public static IReadOnlyList<SchemaScript> For(StorageProvider provider)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $".Schema.{provider}.";
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Select(name => Load(assembly, name, name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..]))
            .OrderBy(script => script.Version)
            .ToList();
        for (var index = 0; index < scripts.Count; index++)
        {
            if (scripts[index].Version != index + 1)
                throw new InvalidOperationException($"Schema script {index + 1} for {provider} is missing or there twice.");
        }

        return scripts;
    }

    /// <summary>The scripts that a database of version <paramref name="current"/> still needs.</summary>
    /// <exception cref="StorageStartupException">It was made by a newer program.</exception>
    public static IEnumerable<SchemaScript> Missing(IReadOnlyList<SchemaScript> scripts, long current)
    {
        if (current > scripts.Count)
        {
            throw new StorageStartupException(
                $"The database has schema version {current}, and this program knows versions up to {scripts.Count}: it was used by a newer program. Start that one, or restore an older backup.");
        }

        return scripts.Where(script => script.Version > current);
    }

    private static SchemaScript Load(Assembly assembly, string resource, string name)
    {
        var version = FileName().Match(name);
        if (!version.Success)
            throw new InvalidOperationException($"Schema script '{name}' is not named like 001-initial.sql.");
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new SchemaScript(int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }

    [GeneratedRegex(@"^(\d{3})-.+\.sql$")]
    private static partial Regex FileName();
}
