namespace Orleans.Local;

/// <summary>
/// The calls of one node that wait for an answer: a few lists, so that adding and removing one costs next to nothing,
/// swept now and then for those that waited too long.
/// </summary>
internal sealed class PendingCalls
{
    private readonly List[] _lists = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new List())];

    public void Add(Request request, long deadline)
    {
        request.Deadline = deadline;
        _lists[Environment.CurrentManagedThreadId % _lists.Length].Add(request);
    }

    /// <summary>The calls that match, at this moment.</summary>
    public List<Request> Where(Func<Request, bool> predicate)
    {
        List<Request> found = [];
        foreach (var list in _lists) list.Collect(predicate, found);
        return found;
    }

    /// <summary>A doubly linked list through the requests themselves.</summary>
    internal sealed class List
    {
        private readonly Lock _lock = new();
        private Request? _first;

        public void Add(Request request)
        {
            lock (_lock)
            {
                request.PendingIn = this;
                request.PendingNext = _first;
                if (_first is not null) _first.PendingPrevious = request;
                _first = request;
            }
        }

        public void Remove(Request request)
        {
            lock (_lock)
            {
                if (request.PendingIn is null) return;
                if (request.PendingPrevious is { } previous) previous.PendingNext = request.PendingNext;
                else _first = request.PendingNext;
                if (request.PendingNext is { } next) next.PendingPrevious = request.PendingPrevious;
                request.PendingIn = null;
                request.PendingNext = request.PendingPrevious = null;
            }
        }

        public void Collect(Func<Request, bool> predicate, List<Request> found)
        {
            lock (_lock)
            {
                for (var request = _first; request is not null; request = request.PendingNext)
                    if (predicate(request))
                        found.Add(request);
            }
        }
    }
}
