using System.ComponentModel.DataAnnotations;

namespace OrleansChat.WebFront.Files;

/// <summary>Where the bytes of files are.</summary>
public enum FileStoreKind
{
    /// <summary>In a folder of this machine, or one that all fronts share.</summary>
    Folder,

    /// <summary>In a bucket of a server that speaks S3.</summary>
    S3,
}

/// <summary>How files are taken and where they are kept; section <c>Files</c> of the configuration.</summary>
public sealed class FilesOptions : IValidatableObject
{
    /// <summary>Its section of the configuration.</summary>
    public const string Section = "Files";

    /// <summary>Where the bytes are.</summary>
    public FileStoreKind Store { get; set; }

    /// <summary>The folder, for <see cref="FileStoreKind.Folder"/>; <c>files</c> below <c>Data</c> when null. Uploads that are coming in are in its <c>incoming</c> with either store.</summary>
    public string? Folder { get; set; }

    /// <summary>Whether every front of the cluster sees the same folder. Fronts of their own take no files into one that they do not share.</summary>
    public bool Shared { get; set; }

    /// <summary>The bucket, for <see cref="FileStoreKind.S3"/>.</summary>
    public string? Bucket { get; set; }

    /// <summary>The URL of the server; Amazon's of <see cref="Region"/> when null.</summary>
    public string? Endpoint { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    [Required]
    public string Region { get; set; } = "us-east-1";

    /// <summary>The id of the access key; the machine's own identity when null.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The access key.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Whether the bucket is named in the path instead of the host name, as most servers but Amazon's want it.</summary>
    public bool PathStyle { get; set; }

    /// <summary>Uploads that this front takes at once.</summary>
    [Range(1, 10_000)]
    public int MaxUploads { get; set; } = 64;

    /// <summary>Those of one user.</summary>
    [Range(1, 1_000)]
    public int MaxUploadsPerUser { get; set; } = 4;

    /// <summary>How long an upload may take. What takes longer than an hour is taken for one that will never end.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:50:00")]
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often expired files are deleted.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SweepPeriod { get; set; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Store is FileStoreKind.S3 && string.IsNullOrEmpty(Bucket))
            yield return new ValidationResult("Files:Bucket is required with Files:Store=S3.", [nameof(Bucket)]);
        if (Endpoint is not null && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            yield return new ValidationResult("Files:Endpoint has to be an http or https URL.", [nameof(Endpoint)]);
        if (AccessKey is null != SecretKey is null)
            yield return new ValidationResult("Files:AccessKey and Files:SecretKey belong together.", [nameof(AccessKey)]);
    }
}
