using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>The grain classes of this process.</summary>
internal sealed class GrainCatalog
{
    private static readonly Lazy<GrainCatalog> Shared = new(() => new GrainCatalog(GrainAssemblies.Find()));

    private readonly Dictionary<GrainType, GrainClass> _classes = [];
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> _byInterface = new();

    private GrainCatalog(IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(GrainClass.IsOne))
        {
            var found = new GrainClass(type);
            if (!_classes.TryAdd(found.GrainType, found))
            {
                throw new InvalidOperationException(
                    $"{type} and {_classes[found.GrainType].Type} are both named {found.GrainType}: give one a [GrainType].");
            }
        }
    }

    public static GrainCatalog Instance => Shared.Value;

    public IEnumerable<GrainClass> Classes => _classes.Values;

    public GrainClass this[GrainType type] => _classes.TryGetValue(type, out var found)
        ? found
        : throw new KeyNotFoundException($"There is no grain class named {type}.");

    /// <summary>The class that implements an interface.</summary>
    public GrainClass ImplementationOf(Type interfaceType, string? classNamePrefix) =>
        _byInterface.GetOrAdd((interfaceType, classNamePrefix), static (key, self) => self.Find(key.Interface, key.Prefix), this);

    private GrainClass Find(Type interfaceType, string? prefix)
    {
        var candidates = _classes.Values.Where(candidate => interfaceType.IsAssignableFrom(candidate.Type)).ToList();
        if (!string.IsNullOrEmpty(prefix))
            candidates.RemoveAll(candidate => !candidate.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal));
        if (candidates.Count > 1 && candidates.Find(candidate => $"I{candidate.Type.Name}" == interfaceType.Name) is { } namesake)
            return namesake;
        return candidates switch
        {
            [var only] => only,
            [] => throw new ArgumentException($"Could not find an implementation for interface {interfaceType}"),
            _ => throw new ArgumentException(
                $"Unable to identify a single appropriate grain type for interface {interfaceType}. Candidates: {string.Join(", ", candidates.Select(candidate => candidate.Type))}"),
        };
    }
}
