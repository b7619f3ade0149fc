using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage.Accounts;

namespace OrleansChat.Storage.Files;

/// <summary>The store of files.</summary>
internal static class FilesStorage
{
    public static IServiceCollection AddFilesStorage(this IServiceCollection services) => services
        .AddSingleton<IFileRows, FileRows>()
        .AddSingleton<IForgetsAccounts>(provider => provider.GetRequiredService<IFileRows>());
}
