using System.Text.Json;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// An event as one contract words it: its published name and its payload as UTF-8 JSON. Encoded once; each transport frames
/// it once (<see cref="Framed"/>) however many connections it goes to.
/// </summary>
public sealed class RealtimeEvent
{
    /// <summary>One or two frames in practice: a list that is read without a lock.</summary>
    private Frame? _frames;

    private RealtimeEvent(string name, ReadOnlyMemory<byte> payload, bool transient)
        => (Name, Payload, IsTransient) = (name, payload, transient);

    /// <summary>The published name, such as <c>message:received</c>.</summary>
    public string Name { get; }

    /// <summary>The payload, UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>True when it may be dropped for a connection that is behind (typing, presence).</summary>
    public bool IsTransient { get; }

    /// <summary>Encodes a payload.</summary>
    public static RealtimeEvent Of<T>(string name, T payload, JsonSerializerOptions options, bool transient = false)
        => new(name, JsonSerializer.SerializeToUtf8Bytes(payload, options), transient);

    /// <summary>An event whose payload is encoded already.</summary>
    public static RealtimeEvent OfEncoded(string name, ReadOnlyMemory<byte> payload, bool transient = false) => new(name, payload, transient);

    /// <summary>The event in a transport's framing: made by <paramref name="make"/> the first time a <paramref name="format"/> is asked for.</summary>
    public TFrame Framed<TFrame>(string format, Func<RealtimeEvent, TFrame> make)
        where TFrame : class
        => (TFrame)(Find(format) ?? Add(format, make(this)));

    private object? Find(string format)
    {
        for (var frame = Volatile.Read(ref _frames); frame is not null; frame = frame.Next)
        {
            if (frame.Format == format)
                return frame.Value;
        }

        return null;
    }

    /// <summary>Whoever comes second takes what the first one made.</summary>
    private object Add(string format, object value)
    {
        while (true)
        {
            var first = Volatile.Read(ref _frames);
            if (Find(format) is { } found)
                return found;
            if (Interlocked.CompareExchange(ref _frames, new Frame(format, value, first), first) == first)
                return value;
        }
    }

    private sealed class Frame(string format, object value, Frame? next)
    {
        public string Format => format;

        public object Value => value;

        public Frame? Next => next;
    }
}
