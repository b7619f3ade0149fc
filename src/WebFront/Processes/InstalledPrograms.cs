namespace OrleansChat.WebFront.Processes;

/// <summary>Programs of this machine that do what we do not: found by name where <c>PATH</c> points, when the server starts, and never anywhere else.</summary>
/// <param name="path">Folders, separated as in <c>PATH</c>.</param>
internal sealed class InstalledPrograms(string path)
{
    private readonly string[] _folders = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A program's full path; null when it is not installed.</summary>
    public string? Find(string program) => _folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
