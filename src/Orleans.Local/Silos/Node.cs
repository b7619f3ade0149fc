using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>Something that sends requests: a silo, or a client of the cluster.</summary>
internal abstract class Node : IDisposable
{
    private readonly Timer _sweeper;
    private readonly Lazy<IOutgoingGrainCallFilter[]> _outgoing;
    private readonly Lazy<IIncomingGrainCallFilter[]> _incoming;

    protected Node(IServiceProvider services, LocalCluster cluster, TimeSpan responseTimeout, bool roundTrips)
    {
        Services = services;
        Cluster = cluster;
        ResponseTimeout = responseTimeout;
        RoundTrips = roundTrips;
        References = new ReferenceFactory(this);
        Observers = new ObserverRegistry(this);
        Log = new RuntimeLog(services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Local"));
        Factory = new GrainFactory(this);
        _outgoing = new(() => [.. services.GetServices<IOutgoingGrainCallFilter>()]);
        _incoming = new(() => [.. services.GetServices<IIncomingGrainCallFilter>()]);
        cluster.Add(this);
        var period = TimeSpan.FromMilliseconds(Math.Clamp(responseTimeout.TotalMilliseconds / 4, 10, 1000));
        using (ExecutionContext.SuppressFlow()) _sweeper = new Timer(static node => ((Node)node!).Sweep(), this, period, period);
    }

    public IServiceProvider Services { get; }

    public LocalCluster Cluster { get; }

    public ReferenceFactory References { get; }

    public ObserverRegistry Observers { get; }

    public PendingCalls Pending { get; } = new();

    public GrainFactory Factory { get; }

    public RuntimeLog Log { get; }

    public IOutgoingGrainCallFilter[] OutgoingFilters => _outgoing.Value;

    public IIncomingGrainCallFilter[] IncomingFilters => _incoming.Value;

    /// <summary>Whether it was killed, or has stopped.</summary>
    public bool IsDead { get; protected set; }

    /// <summary>Whether what crosses a grain boundary is copied through its serialized members.</summary>
    private bool RoundTrips { get; }

    private TimeSpan ResponseTimeout { get; }

    public void Send(Request request)
    {
        request.Cancellation.ThrowIfCancellationRequested();
        request.Context = RequestContext.Current;
        if (OutgoingFilters.Length > 0 || request.Source?.GrainInstance is IOutgoingGrainCallFilter)
            _ = new OutgoingCall(this, request).InvokeAllAsync();
        else
            Dispatch(request);
    }

    /// <summary>Sends a request that has been through the filters.</summary>
    public void Dispatch(Request request)
    {
        if (WhyNotSending(request) is { } why)
        {
            FailRequest(request, why);
            return;
        }

        try
        {
            if (RoundTrips) MessageCopier.CopyArguments(request);
            if (!request.IsOneWay) Expect(request);
            Cluster.Route(request, this);
        }
        catch (Exception exception)
        {
            FailRequest(request, exception);
        }
    }

    public void FailRequest(Request request, Exception exception)
    {
        if (request.IsOneWay) Log.OneWayFailed(exception, request);
        request.Fail(exception);
    }

    /// <summary>Hands the outcome of a call that ran here back to its caller.</summary>
    public void Answer(Request request, Task call)
    {
        if (request.IsOneWay)
        {
            request.Complete(call);
        }
        else if (RoundTrips)
        {
            try
            {
                request.Complete(MessageCopier.Copy(request.Response ?? request.ToResponse(call), request.Method));
            }
            catch (Exception exception)
            {
                request.Fail(exception);
            }
        }
        else if (request.Response is { } response && call.IsCompletedSuccessfully)
        {
            request.Complete(response);
        }
        else
        {
            request.Complete(call);
        }
    }

    /// <summary>An event as a stream carries it.</summary>
    public object? CopyEvent(object? item, Type declared) => RoundTrips ? MessageCopier.Copy(item, declared) : item;

    public virtual void Dispose()
    {
        IsDead = true;
        _sweeper.Dispose();
        Observers.Clear();
        Cluster.Remove(this);
    }

    /// <summary>Why a request cannot be sent from here any more.</summary>
    protected virtual Exception? WhyNotSending(Request request) => IsDead
        ? new SiloUnavailableException("The local Orleans host is shutting down and can no longer process the request.")
        : null;

    private void Expect(Request request)
    {
        var timeout = request.Method.ResponseTimeout ?? ResponseTimeout;
        Pending.Add(request, Environment.TickCount64 + (long)timeout.TotalMilliseconds);
        var cancellation = request.Cancellation;
        if (!cancellation.CanBeCanceled) return;
        var registration = cancellation.UnsafeRegister(
            static (state, token) => ((Request)state!).Fail(new OperationCanceledException(token)), request);
        request.Outcome.ContinueWith(
            static (_, state) => ((CancellationTokenRegistration)state!).Unregister(),
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Sweep()
    {
        var now = Environment.TickCount64;
        foreach (var request in Pending.Where(request => request.Deadline <= now))
        {
            var timeout = request.Method.ResponseTimeout ?? ResponseTimeout;
            request.Fail(new TimeoutException($"Response did not arrive on time in {timeout} for message: {request}."));
        }
    }
}
