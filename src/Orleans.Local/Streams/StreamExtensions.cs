using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans
{
    /// <summary>Finds stream providers.</summary>
    public static class GrainStreamingExtensions
    {
        /// <summary>The provider of that name.</summary>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);

        /// <summary>The provider of that name.</summary>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
        {
            ArgumentNullException.ThrowIfNull(grain);
            return Find(grain.GrainContext.ActivationServices, name);
        }

        internal static IStreamProvider Find(IServiceProvider services, string name) =>
            services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"Stream provider '{name}' not found");
    }

    /// <summary>Finds stream providers.</summary>
    public static class ClientStreamingExtensions
    {
        /// <summary>The provider of that name.</summary>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
        {
            ArgumentNullException.ThrowIfNull(client);
            return GrainStreamingExtensions.Find(client.ServiceProvider, name);
        }
    }
}

namespace Orleans.Streams
{
    /// <summary>Shorter ways to name streams.</summary>
    public static class StreamProviderExtensions
    {
        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, Guid id) => Of<T>(streamProvider, StreamId.Create(null, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id) => Of<T>(streamProvider, StreamId.Create(ns, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string id) => Of<T>(streamProvider, StreamId.Create(null, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) => Of<T>(streamProvider, StreamId.Create(ns, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, long id) => Of<T>(streamProvider, StreamId.Create(ns, id));

        private static IAsyncStream<T> Of<T>(IStreamProvider provider, StreamId id)
        {
            ArgumentNullException.ThrowIfNull(provider);
            return provider.GetStream<T>(id);
        }
    }

    /// <summary>Listening with delegates.</summary>
    public static class AsyncObservableExtensions
    {
        /// <summary>Listens from now on.</summary>
        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
            this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync)
        {
            ArgumentNullException.ThrowIfNull(obs);
            return obs.SubscribeAsync(new Local.DelegateObserver<T>(onNextAsync, null, null));
        }

        /// <summary>Listens from now on.</summary>
        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
            this IAsyncObservable<T> obs, Func<T, StreamSequenceToken?, Task> onNextAsync, Func<Exception, Task> onErrorAsync)
        {
            ArgumentNullException.ThrowIfNull(obs);
            return obs.SubscribeAsync(new Local.DelegateObserver<T>(onNextAsync, onErrorAsync, null));
        }

        /// <summary>Listens from now on.</summary>
        public static Task<StreamSubscriptionHandle<T>> SubscribeAsync<T>(
            this IAsyncObservable<T> obs,
            Func<T, StreamSequenceToken?, Task> onNextAsync,
            Func<Exception, Task> onErrorAsync,
            Func<Task> onCompletedAsync)
        {
            ArgumentNullException.ThrowIfNull(obs);
            return obs.SubscribeAsync(new Local.DelegateObserver<T>(onNextAsync, onErrorAsync, onCompletedAsync));
        }
    }

    /// <summary>Listening again with delegates.</summary>
    public static class StreamSubscriptionHandleExtensions
    {
        /// <summary>Listens again.</summary>
        public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
            this StreamSubscriptionHandle<T> handle, Func<T, StreamSequenceToken?, Task> onNextAsync, StreamSequenceToken? token = null)
        {
            ArgumentNullException.ThrowIfNull(handle);
            return handle.ResumeAsync(new Local.DelegateObserver<T>(onNextAsync, null, null), token);
        }

        /// <summary>Listens again.</summary>
        public static Task<StreamSubscriptionHandle<T>> ResumeAsync<T>(
            this StreamSubscriptionHandle<T> handle,
            Func<T, StreamSequenceToken?, Task> onNextAsync,
            Func<Exception, Task> onErrorAsync,
            StreamSequenceToken? token = null)
        {
            ArgumentNullException.ThrowIfNull(handle);
            return handle.ResumeAsync(new Local.DelegateObserver<T>(onNextAsync, onErrorAsync, null), token);
        }
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that is told of subscriptions for which it does not listen yet.</summary>
    public interface IStreamSubscriptionObserver
    {
        /// <summary>An event is there for the subscription: listen by <see cref="IStreamSubscriptionHandleFactory.Create{T}"/>.</summary>
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    /// <summary>A subscription whose events' type the grain knows.</summary>
    public interface IStreamSubscriptionHandleFactory
    {
        /// <summary>The stream.</summary>
        StreamId StreamId { get; }

        /// <summary>The provider's name.</summary>
        string ProviderName { get; }

        /// <summary>The handle.</summary>
        StreamSubscriptionHandle<T> Create<T>();
    }
}
