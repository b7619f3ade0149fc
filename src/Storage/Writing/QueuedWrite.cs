using System.Diagnostics;

namespace OrleansChat.Storage.Writing;

/// <summary>Something to write in the next group; completed when its commit is durable.</summary>
internal abstract class QueuedWrite() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private Exception? _failure;

    /// <summary>About how many bytes it adds to a transaction.</summary>
    public abstract int Size { get; }

    /// <summary>When it was queued, as a timestamp of the time provider.</summary>
    public long QueuedAt { get; set; }

    /// <summary>Its span; null when nobody traces it.</summary>
    public Activity? Span { get; set; }

    /// <summary>What its span is called.</summary>
    public virtual string SpanName => "write";

    /// <summary>Whether the store does it for itself: nobody's message waits for it.</summary>
    public virtual bool IsUpkeep => false;

    public bool Failed => _failure is not null;

    /// <summary>Notes why it was not stored; the caller learns of it by <see cref="Finish"/>, in the order of the queue.</summary>
    public virtual void Refuse(Exception cause) => _failure ??= cause;

    /// <summary>Tells the caller; <see cref="WriteQueue"/> does.</summary>
    public void Finish()
    {
        WriteTraces.End(Span, _failure);
        if (_failure is null)
            TrySetResult();
        else
            TrySetException(_failure);
    }
}
