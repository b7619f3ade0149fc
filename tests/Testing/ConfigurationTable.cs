using System.Text.RegularExpressions;

namespace OrleansChat.Testing;

/// <summary>The README's table of configuration keys.</summary>
public static partial class ConfigurationTable
{
    /// <summary>
    /// Each key of the first column with its default, null when the table gives none in the same place; <c>:Name</c> is of the same section as
    /// the key before it.
    /// </summary>
    public static IEnumerable<(string Key, string? Default)> Read(string readme)
    {
        var table = readme[readme.IndexOf("## Configuration", StringComparison.Ordinal)..];
        var section = "";
        foreach (var row in table[..table.IndexOf("\n## ", StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)))
        {
            var columns = row.Split('|');
            var keys = Quoted().Matches(columns[1]);
            var defaults = Quoted().Matches(columns[2]);
            for (var i = 0; i < keys.Count; i++)
            {
                var text = keys[i].Groups[1].Value;
                if (text[0] != ':')
                    section = text.Split(':')[0];
                yield return (text[0] == ':' ? section + text : text, i < defaults.Count ? defaults[i].Groups[1].Value : null);
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
