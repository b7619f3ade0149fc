using Orleans.Streams;

namespace Orleans.Local;

/// <summary>The events on their way to one subscription: one after another, each again and again for a while if it fails.</summary>
internal sealed class DeliveryQueue(StreamHub hub, StreamSubscription subscription) : IThreadPoolWorkItem
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(1);

    private readonly Queue<(object? Item, StreamSequenceToken Token, SiloNode Sender)> _events = new();
    private bool _isStarted;
    private bool _isClosed;

    public bool TryEnqueue(object? item, StreamSequenceToken token, SiloNode sender)
    {
        lock (_events)
        {
            if (_isClosed) return false;
            _events.Enqueue((item, token, sender));
            if (_isStarted) return true;
            _isStarted = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    public void Clear()
    {
        lock (_events) _events.Clear();
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private async Task PumpAsync()
    {
        while (TryTake(out var next)) await DeliverAsync(next.Item, next.Token, next.Sender);
    }

    private async Task DeliverAsync(object? item, StreamSequenceToken token, SiloNode publisher)
    {
        var delay = FirstRetry;
        var began = publisher.Time.GetTimestamp();
        while (true)
        {
            // The silo that published may be gone by now; any other will do.
            var sender = publisher.IsDead ? publisher.Cluster.Silos.FirstOrDefault() : publisher;
            if (sender is null) return;
            try
            {
                await subscription.Subscriber.DeliverAsync(subscription, item, token, sender);
                return;
            }
            catch (Exception exception)
            {
                var retries = sender.Time.GetElapsedTime(began) < GiveUpAfter && sender.Cluster.Silos.Length > 0;
                sender.Log.StreamDeliveryFailed(exception, subscription.Key.Id.ToString(), subscription.Id, retries);
                if (!retries) return;
            }

            await Task.Delay(delay, sender.Time);
            delay = delay * 2 < LongestRetry ? delay * 2 : LongestRetry;
        }
    }

    private bool TryTake(out (object? Item, StreamSequenceToken Token, SiloNode Sender) next)
    {
        lock (_events)
        {
            if (_events.TryDequeue(out next)) return true;
            _isClosed = true;
        }

        hub.Forget(subscription.Id, this);
        return false;
    }
}
