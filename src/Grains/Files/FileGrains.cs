using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Grains.Files;

/// <summary>What the grains of files need of their silo.</summary>
internal static class FileGrains
{
    public static IServiceCollection AddFileGrains(this IServiceCollection services)
    {
        services.AddOptions<FileQuotaOptions>().BindConfiguration(FileQuotaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
