using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Local;
using Orleans.Providers;
using Orleans.Storage;

namespace Orleans.Providers
{
    /// <summary>Names of providers that are found without being named.</summary>
    public static class ProviderConstants
    {
        /// <summary>The storage provider of states that name none.</summary>
        public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";

        /// <summary>The storage provider of stream subscriptions.</summary>
        public const string DEFAULT_PUBSUB_PROVIDER_NAME = "PubSubStore";
    }

    /// <summary>Where the one state of a <see cref="Grain{TGrainState}"/> is kept.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class StorageProviderAttribute : Attribute
    {
        /// <summary>The provider's name.</summary>
        public string ProviderName { get; set; } = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
    }
}

namespace Orleans.Runtime
{
    /// <summary>A provider is not configured.</summary>
    [GenerateSerializer]
    public class BadProviderConfigException : OrleansException
    {
        /// <summary>A provider is not configured, in words.</summary>
        public BadProviderConfigException(string msg)
            : base(msg)
        {
        }

        /// <summary>A provider is not configured, in words, and what caused it.</summary>
        public BadProviderConfigException(string msg, Exception exc)
            : base(msg, exc)
        {
        }
    }
}

namespace Orleans.Runtime.Hosting
{
    /// <summary>Adds storage providers.</summary>
    public static class StorageProviderExtensions
    {
        /// <summary>Adds a storage provider.</summary>
        public static IServiceCollection AddGrainStorage<T>(
            this IServiceCollection collection, string name, Func<IServiceProvider, string, T> implementationFactory)
            where T : IGrainStorage
        {
            collection.AddKeyedSingleton<IGrainStorage>(name, (services, key) => implementationFactory(services, (string)key!));
            if (name == ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
                collection.TryAddSingleton(services => services.GetRequiredKeyedService<IGrainStorage>(name));
            if (typeof(ILifecycleParticipant<ISiloLifecycle>).IsAssignableFrom(typeof(T)))
            {
                collection.AddSingleton(services =>
                    (ILifecycleParticipant<ISiloLifecycle>)services.GetRequiredKeyedService<IGrainStorage>(name));
            }

            return collection;
        }
    }
}

namespace Orleans.Hosting
{
    /// <summary>Adds storage in memory.</summary>
    public static class MemoryGrainStorageSiloBuilderExtensions
    {
        /// <summary>Keeps states that name no provider in memory.</summary>
        public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) =>
            builder.AddMemoryGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

        /// <summary>Keeps states that name no provider in memory.</summary>
        public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder, Action<MemoryGrainStorageOptions> configureOptions) =>
            builder.AddMemoryGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, configureOptions);

        /// <summary>Keeps states in memory.</summary>
        public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name) =>
            builder.ConfigureServices(services => Runtime.Hosting.StorageProviderExtensions.AddGrainStorage(
                services, name, static (provider, key) => provider.GetRequiredService<LocalCluster>().Stores.Of(key)));

        /// <summary>Keeps states in memory.</summary>
        public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name, Action<MemoryGrainStorageOptions> configureOptions) =>
            builder.ConfigureServices(services => services.Configure(name, configureOptions)).AddMemoryGrainStorage(name);
    }
}
