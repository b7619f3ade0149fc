using Microsoft.Extensions.DependencyInjection;

namespace OrleansChat.Storage.Calls;

/// <summary>The store of calls.</summary>
internal static class CallsStorage
{
    public static IServiceCollection AddCallsStorage(this IServiceCollection services) => services.AddSingleton<ICallStore, CallStore>();
}
