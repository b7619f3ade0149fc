using Orleans.Runtime;

namespace Orleans.Local;

/// <summary>An object outside the grains that grains call: held weakly, its calls one after another on the thread pool.</summary>
internal sealed class ObserverTarget(Node node, GrainId grainId, IGrainObserver observer) : IRequestTarget, IThreadPoolWorkItem
{
    private static readonly GrainType Type = GrainType.Create("sys.client");

    private readonly Queue<Request> _requests = new();
    private readonly WeakReference<IGrainObserver> _observer = new(observer);
    private bool _running;

    public GrainId GrainId => grainId;

    public Node Node => node;

    /// <summary>Deleted, or its node is gone.</summary>
    public bool IsGone { get; private set; }

    public static bool IsObserver(GrainId grainId) => grainId.Type.Equals(Type);

    public static GrainId NewId() => new(Type, GrainIdKeyExtensions.CreateGuidKey(Guid.NewGuid()));

    public void Delete()
    {
        IsGone = true;
        node.Cluster.Unregister(grainId);
    }

    public void Receive(Request request)
    {
        if (IsGone) return;
        request.Target = this;
        lock (_requests)
        {
            _requests.Enqueue(request);
            if (_running) return;
            _running = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        while (TryTake() is { } request)
        {
            if (!_observer.TryGetTarget(out var observed))
            {
                Delete();
                return;
            }

            RequestContext.Current = request.Context;
            var call = Invoke(request, observed);
            if (!call.IsCompleted)
            {
                _ = GoOnAsync(request, call);
                return;
            }

            Answer(request, call);
        }
    }

    private async Task GoOnAsync(Request request, Task call)
    {
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Answer(request, call);
        Execute();
    }

    private void Answer(Request request, Task call)
    {
        if (request.IsOneWay && call.Exception is { } failure) node.Log.OneWayFailed(failure.InnerExceptions[0], request);
        node.Answer(request, call);
    }

    private static Task Invoke(Request request, IGrainObserver observed)
    {
        try
        {
            return request.InvokeOn(observed);
        }
        catch (Exception exception)
        {
            return Task.FromException(exception);
        }
    }

    private Request? TryTake()
    {
        lock (_requests)
        {
            if (_requests.TryDequeue(out var request)) return request;
            _running = false;
            return null;
        }
    }
}
