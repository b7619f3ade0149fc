using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Local;

/// <summary>A subscription in the hands of whoever subscribed.</summary>
internal sealed class LocalStreamHandle<T>(StreamHub hub, StreamSubscription subscription) : StreamSubscriptionHandle<T>
{
    private bool _isSpent;

    public override StreamId StreamId => subscription.Key.Id;

    public override string ProviderName => subscription.Key.Provider;

    public override Guid HandleId => subscription.Id;

    public override Task UnsubscribeAsync()
    {
        Spend();
        subscription.Subscriber.Detach(subscription.Id);
        hub.Unsubscribe(subscription);
        return Task.CompletedTask;
    }

    public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Spend();
        subscription.Subscriber.Attach(subscription.Id, (item, at) => observer.OnNextAsync((T)item!, at));
        return Task.FromResult<StreamSubscriptionHandle<T>>(new LocalStreamHandle<T>(hub, subscription));
    }

    public override bool Equals(StreamSubscriptionHandle<T>? other) => other?.HandleId == HandleId;

    private void Spend()
    {
        if (_isSpent) throw new InvalidOperationException("Handle is no longer valid. It has been used to unsubscribe or resume.");
        _isSpent = true;
    }
}

/// <summary>An observer made of delegates.</summary>
internal sealed class DelegateObserver<T>(
    Func<T, StreamSequenceToken?, Task> onNext, Func<Exception, Task>? onError, Func<Task>? onCompleted) : IAsyncObserver<T>
{
    public Task OnNextAsync(T item, StreamSequenceToken? token = null) => onNext(item, token);

    public Task OnCompletedAsync() => onCompleted?.Invoke() ?? Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => onError?.Invoke(ex) ?? Task.CompletedTask;
}
