namespace OrleansChat.Grains.Tests.Wire;

/// <summary>What became of a list: what breaks nodes of other versions, and what is merely new.</summary>
internal sealed record WireChanges(IReadOnlyList<string> Broken, IReadOnlyList<string> New)
{
    /// <summary>Compares the list that is checked in with the sources.</summary>
    public static WireChanges Between(IReadOnlyDictionary<string, string> listed, IReadOnlyDictionary<string, string> found)
    {
        List<string> broken = [];
        foreach (var (key, value) in listed.OrderBy(fact => fact.Key, StringComparer.Ordinal))
        {
            var retired = value == WireListFile.Retired;
            if (!found.TryGetValue(key, out var now))
            {
                if (!retired)
                    broken.Add($"'{key}' is gone (it was '{value}'): nodes of the last release still send, call or store it.");
            }
            else if (retired)
            {
                broken.Add($"'{key}' is retired and must not be used again: take a new id, number or alias for '{now}'.");
            }
            else if (now != value)
            {
                broken.Add($"'{key}' was '{value}' and is now '{now}': nodes of the last release would misread it.");
            }
        }

        return new WireChanges(broken, [.. found.Keys.Where(key => !listed.ContainsKey(key)).Order(StringComparer.Ordinal).Select(key => $"{key} = {found[key]}")]);
    }
}
