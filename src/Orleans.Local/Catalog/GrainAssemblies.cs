using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;

namespace Orleans.Local;

/// <summary>
/// The assemblies that can hold grain classes: this one, and those of the application that reference it. They are found by
/// their metadata, because the compiler drops a reference of which no type is used.
/// </summary>
internal static class GrainAssemblies
{
    public static IEnumerable<Assembly> Find()
    {
        var own = typeof(GrainAssemblies).Assembly;
        var self = own.GetName().Name!;
        var found = new Dictionary<string, Assembly>(StringComparer.OrdinalIgnoreCase) { [self] = own };
        foreach (var loaded in AssemblyLoadContext.Default.Assemblies)
            if (!loaded.IsDynamic && loaded.GetReferencedAssemblies().Any(reference => reference.Name == self))
                found[loaded.GetName().Name!] = loaded;

        foreach (var path in ApplicationFiles())
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (!found.ContainsKey(name) && References(path, self)) found[name] = Assembly.Load(new AssemblyName(name));
        }

        return found.Values;
    }

    private static IEnumerable<string> ApplicationFiles() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Where(path => path.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal));

    private static bool References(string path, string name)
    {
        using var file = new PEReader(File.OpenRead(path));
        if (!file.HasMetadata) return false;
        var metadata = file.GetMetadataReader();
        return metadata.AssemblyReferences.Any(handle =>
            metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, name));
    }
}
