using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>
/// The bound on what this front has with the grains at once. Whoever finds it full is refused at once and told to try again;
/// whoever was let in is carried out. What is lost without harm (typing, presence, receipts) finds it full at half.
/// </summary>
internal sealed class AdmissionControl : IDisposable
{
    private readonly ConcurrencyLimiter _places;
    private readonly int _transientUpTo;
    private int _inFlight;

    /// <summary>As large as configured, and empty.</summary>
    public AdmissionControl(IOptions<OverloadOptions> options, OverloadMetrics metrics)
    {
        _transientUpTo = options.Value.MaxInFlight / 2;
        _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.MaxInFlight,
            QueueLimit = options.Value.MaxQueued,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        metrics.ObserveInFlight(() => InFlight);
    }

    /// <summary>How many are in.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes a place, or null when there is none, or when others wait for one.</summary>
    public Place? TryEnter(bool transient) => transient && InFlight >= _transientUpTo ? null : Take(_places.AttemptAcquire());

    /// <summary>Takes a place, and waits for one as long as not too many do; null otherwise. Transient requests never wait.</summary>
    public async ValueTask<Place?> EnterAsync(bool transient, CancellationToken cancellationToken)
        => transient ? TryEnter(transient) : Take(await _places.AcquireAsync(1, cancellationToken));

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private Place? Take(RateLimitLease lease)
    {
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            return null;
        }

        Interlocked.Increment(ref _inFlight);
        return new Place(this, lease);
    }

    /// <summary>A place that is taken until it is disposed of, once.</summary>
    internal readonly struct Place(AdmissionControl control, RateLimitLease lease) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Decrement(ref control._inFlight);
            lease.Dispose();
        }
    }
}
