using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>
/// The bound on what this front has with the grains at once, in all and of one user. Whoever finds it full is refused at once and
/// told to try again; whoever was let in is carried out. What is lost without harm (typing, presence, receipts) finds it full at half.
/// </summary>
internal sealed class AdmissionControl : IDisposable
{
    private readonly ConcurrencyLimiter _places;
    private readonly UserShares _shares;
    private readonly int _transientUpTo;
    private int _inFlight;

    /// <summary>As large as configured, and empty.</summary>
    public AdmissionControl(IOptions<OverloadOptions> options, OverloadMetrics metrics)
    {
        _transientUpTo = options.Value.MaxInFlight / 2;
        _shares = new UserShares(options.Value.MaxInFlightPerUser);
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

    /// <summary>Takes a place, or null when there is none, when others wait for one, or when all of the user's share is taken.</summary>
    /// <param name="user">Whose share it counts to; null for a caller who has not signed in.</param>
    /// <param name="transient">Whether it is shed first.</param>
    public Place? TryEnter(Guid? user, bool transient)
        => (transient && InFlight >= _transientUpTo) || !TakeShare(user) ? null : Take(user, _places.AttemptAcquire());

    /// <summary>Takes a place, and waits for one as long as not too many do; null otherwise. Transient requests never wait.</summary>
    /// <param name="user">Whose share it counts to, while it waits as well; null for a caller who has not signed in.</param>
    /// <param name="transient">Whether it is shed first.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    public async ValueTask<Place?> EnterAsync(Guid? user, bool transient, CancellationToken cancellationToken)
    {
        if (transient)
            return TryEnter(user, transient);
        if (!TakeShare(user))
            return null;
        try
        {
            return Take(user, await _places.AcquireAsync(1, cancellationToken));
        }
        catch
        {
            ReturnShare(user);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private Place? Take(Guid? user, RateLimitLease lease)
    {
        if (!lease.IsAcquired)
        {
            lease.Dispose();
            ReturnShare(user);
            return null;
        }

        Interlocked.Increment(ref _inFlight);
        return new Place(this, user, lease);
    }

    private bool TakeShare(Guid? user) => user is not { } id || _shares.TryTake(id);

    private void ReturnShare(Guid? user)
    {
        if (user is { } id)
            _shares.Return(id);
    }

    /// <summary>A place that is taken until it is disposed of, once.</summary>
    internal readonly struct Place(AdmissionControl control, Guid? user, RateLimitLease lease) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Decrement(ref control._inFlight);
            control.ReturnShare(user);
            lease.Dispose();
        }
    }
}
