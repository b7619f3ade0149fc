using System.Text;
using BenchmarkDotNet.Attributes;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.Micro;

/// <summary>Socket.IO packets: one read, one written, of a message of 100 characters.</summary>
[MemoryDiagnoser]
public class SocketIoCodecs
{
    private readonly byte[] _packet = Encoding.UTF8.GetBytes(
        $"27[\"message:send\",{{\"content\":\"{Sample.Content}\",\"type\":\"TEXT\",\"receiverId\":\"{Guid.Empty}\",\"groupId\":null,\"parentId\":null,\"metadata\":{{}}}}]");

    private readonly byte[] _payload = Encoding.UTF8.GetBytes($"{{\"id\":\"{Guid.Empty}\",\"content\":\"{Sample.Content}\",\"senderId\":\"{Guid.Empty}\"}}");

    /// <summary>What a client sent, up to its argument.</summary>
    [Benchmark]
    public int Parse()
    {
        if (SocketIoPacketParser.Parse(_packet, out var packet) != SocketIoParseError.None)
            throw new InvalidOperationException("It is a packet.");
        return packet.Argument.Length;
    }

    /// <summary>An event whose payload is encoded already.</summary>
    [Benchmark]
    public int EncodeEvent() => SocketIoFrames.Event(RealtimeEvent.OfEncoded("message:received", _payload)).Length;

    /// <summary>An acknowledgement.</summary>
    [Benchmark]
    public int EncodeAcknowledgement() => SocketIoFrames.Acknowledgement(7, new JsonPieces(_payload)).Length;
}
