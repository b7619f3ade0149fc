namespace OrleansChat.Testing;

/// <summary>Where the sources are.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OrleansChat.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("OrleansChat.sln is in none of the folders above.");
        return folder;
    }
}
