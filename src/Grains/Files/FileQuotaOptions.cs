using System.ComponentModel.DataAnnotations;

namespace OrleansChat.Grains.Files;

/// <summary>How much is kept of files.</summary>
public sealed class FileQuotaOptions
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Files";

    /// <summary>Bytes of one user's files. Who has as many begins no further upload; those that have begun by then may still end.</summary>
    [Range(1, long.MaxValue)]
    public long Quota { get; set; } = 5L * 1024 * 1024 * 1024;
}
