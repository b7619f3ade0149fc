using Microsoft.Extensions.DependencyInjection;
using OrleansChat.Storage;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>The one storage that the silos of a process share: a database file has one owner, and none of them closes it.</summary>
internal static class SharedStorage
{
    private static readonly Type[] Ports =
    [
        .. new ServiceCollection().AddChatStorage(new StorageOptions()).Select(service => service.ServiceType)
            .Where(type => type.IsInterface && type.Assembly == typeof(StorageOptions).Assembly).Distinct(),
    ];

    /// <summary>Gives a silo every port of an open storage.</summary>
    public static void Share(this IServiceCollection silo, IServiceProvider storage)
    {
        foreach (var port in Ports)
        {
            foreach (var service in storage.GetServices(port))
                silo.AddSingleton(port, service!);
        }
    }
}
