using Microsoft.Extensions.Options;
using OrleansChat.WebFront.Cluster;

namespace OrleansChat.WebFront.Files;

/// <summary>Files, for all contracts that share some.</summary>
internal static class FileSetup
{
    /// <summary>Adds uploads, downloads, the configured store and its sweeper.</summary>
    public static void AddFiles(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(FilesOptions.Section);
        var options = section.Get<FilesOptions>() ?? new FilesOptions();
        services.AddOptions<FilesOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        var folder = Path.GetFullPath(options.Folder ?? Path.Combine(configuration["Data"] is { Length: > 0 } data ? data : "data", "files"));
        services.AddSingleton(new IncomingFiles(Path.Combine(folder, "incoming")));
        services.AddSingleton<Thumbnails>();
        services.AddSingleton<FileUploads>();
        services.AddSingleton<FileDownloads>();
        if (options.Store is FileStoreKind.S3)
            services.AddSingleton<IFileStore>(provider => new S3FileStore(provider.GetRequiredService<IOptions<FilesOptions>>().Value));
        else if (options.Shared || ChatClusterOptions.Of(configuration).Mode != ClusterMode.Client)
            services.AddSingleton<IFileStore>(new FolderFileStore(folder));
        else
        {
            services.AddSingleton<IFileStore, NoFileStore>();
            return;
        }

        services.AddSingleton<FileSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<FileSweeper>());
    }
}
