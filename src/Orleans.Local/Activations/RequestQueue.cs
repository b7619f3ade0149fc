namespace Orleans.Local;

/// <summary>Requests that wait, in order of arrival; the first is taken out at no cost, others at the cost of their distance from it.</summary>
internal sealed class RequestQueue
{
    private Request?[] _items = new Request[4];
    private int _head;

    public int Count { get; private set; }

    public Request this[int index] => _items[(_head + index) & (_items.Length - 1)]!;

    public void Add(Request request)
    {
        if (Count == _items.Length) Grow();
        _items[(_head + Count++) & (_items.Length - 1)] = request;
    }

    public Request RemoveAt(int index)
    {
        var removed = this[index];
        for (var i = index; i > 0; i--) _items[(_head + i) & (_items.Length - 1)] = this[i - 1];
        _items[_head] = null;
        _head = (_head + 1) & (_items.Length - 1);
        Count--;
        return removed;
    }

    public List<Request> RemoveAll()
    {
        List<Request> removed = new(Count);
        while (Count > 0) removed.Add(RemoveAt(0));
        return removed;
    }

    private void Grow()
    {
        var larger = new Request?[_items.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        _items = larger;
        _head = 0;
    }
}
