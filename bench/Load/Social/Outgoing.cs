using System.Text;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Social;

/// <summary>
/// A sender's message, prepared as the bytes that go over the connection; every message of a run has the same length, so that sending one is
/// stamping number and time into them.
/// </summary>
internal sealed class Outgoing
{
    private const int AckDigits = 9;

    private readonly byte[] _bytes;
    private readonly int _marker;
    private readonly int _ack;

    private Outgoing(byte[] bytes, int ack = -1) => (_bytes, _marker, _ack) = (bytes, bytes.AsSpan().IndexOf("~m:"u8), ack);

    /// <summary>A <c>message:send</c>, to be acknowledged by <c>message:sent</c> (direct messages only) or, when it asks, under its number.</summary>
    public static Outgoing Event(int sender, int size, string? receiver, string? group, bool asksForAnswer)
    {
        var packet = $"42{(asksForAnswer ? new string('0', AckDigits) : "")}[\"message:send\",{Body(sender, size, receiver, group)}]";
        var frame = WebSocketClient.Frame(Encoding.ASCII.GetBytes(packet));
        return new Outgoing(frame, asksForAnswer ? frame.AsSpan().IndexOf("42000"u8) + 2 : -1);
    }

    /// <summary>A <c>POST /messages</c>.</summary>
    public static Outgoing Request(int sender, int size, string? receiver, string? group, SocialApi api, string token)
        => new(api.Encode("POST", "/messages", token, Body(sender, size, receiver, group)));

    /// <summary>The body of a direct message that is sent once.</summary>
    public static string Text(int sender, int sequence, int size, string receiver) => Body(sender, size, receiver, null, sequence);

    /// <summary>The bytes, with this number and time.</summary>
    public ReadOnlySpan<byte> Stamped(int sequence, long time)
    {
        Marker.Stamp(_bytes.AsSpan(_marker), sequence, time);
        if (_ack >= 0)
        {
            var rest = sequence;
            for (var digit = _ack + AckDigits - 1; digit >= _ack; digit--, rest /= 10)
                _bytes[digit] = (byte)('0' + (rest % 10));
        }

        return _bytes;
    }

    private static string Body(int sender, int size, string? receiver, string? group, int sequence = 0)
    {
        Span<byte> marker = stackalloc byte[Marker.Length];
        new Marker(sender, sequence, 0).Write(marker);
        var content = Encoding.ASCII.GetString(marker).PadRight(size, 'x');
        return $"{{\"content\":\"{content}\",\"type\":\"TEXT\",\"receiverId\":{Quoted(receiver)},\"groupId\":{Quoted(group)},\"parentId\":null,\"metadata\":{{}}}}";
    }

    private static string Quoted(string? id) => id is null ? "null" : $"\"{id}\"";
}
