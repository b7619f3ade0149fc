using System.Globalization;

namespace OrleansChat.Load.Measuring;

/// <summary>What processes and their children have used, from <c>/proc</c>.</summary>
/// <param name="Cpu">Processor time, user and system.</param>
/// <param name="ResidentKib">Resident memory; pages that processes share count for each.</param>
/// <param name="ProportionalKib">The same with shared pages divided among those that share them; 0 where it may not be read.</param>
internal sealed record ProcessTree(TimeSpan Cpu, long ResidentKib, long ProportionalKib)
{
    /// <summary>Linux counts in hundredths of a second whatever its own tick is.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Whether this machine can tell.</summary>
    public static bool CanRead => File.Exists("/proc/self/stat");

    /// <summary>Looks at some processes and all below them; null when none is named or this machine cannot tell.</summary>
    public static ProcessTree? Of(IReadOnlyList<int> roots)
    {
        if (roots.Count == 0 || !CanRead)
            return null;
        var all = ReadAll();
        var children = all.ToLookup(process => process.Value.Parent, process => process.Key);
        var seen = new HashSet<int>();
        var open = new Stack<int>(roots);
        long ticks = 0, resident = 0, proportional = 0;
        while (open.TryPop(out var id))
        {
            if (!all.TryGetValue(id, out var process) || !seen.Add(id))
                continue;
            ticks += process.Ticks;
            resident += Kib($"/proc/{id}/status", "VmRSS:");
            proportional += Kib($"/proc/{id}/smaps_rollup", "Pss:");
            foreach (var child in children[id])
                open.Push(child);
        }

        return new ProcessTree(TimeSpan.FromSeconds(ticks / TicksPerSecond), resident, proportional);
    }

    private static Dictionary<int, (int Parent, long Ticks)> ReadAll()
    {
        var all = new Dictionary<int, (int Parent, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && TryRead($"{folder}/stat", out var stat))
            {
                // The name in parentheses may hold anything; what follows it is fields 3 and on of proc(5).
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                all[id] = (int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)));
            }
        }

        return all;
    }

    private static long Kib(string file, string name)
    {
        if (!TryRead(file, out var text))
            return 0;
        var line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>A process may be gone, or not be ours, by the time it is looked at.</summary>
    private static bool TryRead(string file, out string text)
    {
        try
        {
            text = File.ReadAllText(file);
            return true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            text = "";
            return false;
        }
    }
}
