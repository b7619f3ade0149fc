using Microsoft.Extensions.DependencyInjection;
using Orleans.Local;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Adds memory streams.</summary>
public static class SiloBuilderMemoryStreamExtensions
{
    /// <summary>Adds a provider of memory streams.</summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MemoryStreamServices.Add(builder.Services, name);
        return builder;
    }
}

/// <summary>Adds memory streams.</summary>
public static class ClientBuilderStreamingExtensions
{
    /// <summary>Adds a provider of memory streams.</summary>
    public static IClientBuilder AddMemoryStreams(this IClientBuilder builder, string name)
    {
        ArgumentNullException.ThrowIfNull(builder);
        MemoryStreamServices.Add(builder.Services, name);
        return builder;
    }
}

/// <summary>The services of memory streams.</summary>
internal static class MemoryStreamServices
{
    public static void Add(IServiceCollection services, string name) => services.AddKeyedSingleton<IStreamProvider>(
        name, static (provider, key) => new MemoryStreamProvider((string)key!, provider.GetRequiredService<Node>()));
}
