namespace OrleansChat.Silo;

/// <summary>The folder that holds what a single node keeps: the embedded database and, in Development, generated keys.</summary>
internal static class DataFolder
{
    /// <summary>The folder of the key <c>Data</c>, <c>./data</c> by default, as an absolute path.</summary>
    public static string Of(IConfiguration configuration)
        => Path.GetFullPath(configuration["Data"] is { Length: > 0 } folder ? folder : "data");
}
