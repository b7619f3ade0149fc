using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace OrleansChat.Load.Wires;

/// <summary>
/// A WebSocket client (RFC 6455), as small as it can be: no extensions, whole frames parsed where they lie. Frames must be masked, but a
/// key of zero is a key: what is sent is then what was prepared.
/// </summary>
internal abstract class WebSocketClient : IWireReceiver
{
    private const int Text = 0x1, Binary = 0x2, CloseFrame = 0x8, Ping = 0x9, Pong = 0xA;
    private const byte Final = 0x80, Masked = 0x80;
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _accept;
    private readonly string _key;
    private MemoryStream? _fragments;
    private bool _open;

    /// <summary>Draws the handshake's key.</summary>
    protected WebSocketClient()
    {
        _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
#pragma warning disable CA5350 // The handshake's own hash; nothing is kept secret by it.
        _accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(_key + Guid)));
#pragma warning restore CA5350
    }

    /// <summary>The connection below; null until it is there.</summary>
    protected Wire? Wire { get; set; }

    /// <summary>A text as one masked frame, ready to be sent any number of times.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> payload) => Frame(Text, payload);

    /// <inheritdoc/>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        if (!_open)
        {
            used = ReadHandshake(bytes);
            if (used == 0)
                return 0;
        }

        while (Wire is { IsClosed: false } && TryReadFrame(bytes[used..], out var size))
            used += size;
        return used;
    }

    /// <inheritdoc/>
    public abstract void Closed(string reason);

    /// <summary>Asks for the upgrade.</summary>
    protected void SendHandshake(string host, string target) => Wire!.Send(Encoding.ASCII.GetBytes(
        $"GET {target} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {_key}\r\nSec-WebSocket-Version: 13\r\n\r\n"));

    /// <summary>A whole message has arrived.</summary>
    protected abstract void Arrived(ReadOnlySpan<byte> message);

    /// <summary>Ends the connection for a reason.</summary>
    protected void Fail(string reason)
    {
        Wire!.Abort();
        Closed(reason);
    }

    private static byte[] Frame(int opcode, ReadOnlySpan<byte> payload)
    {
        var lengthBytes = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + lengthBytes + 4 + payload.Length];
        frame[0] = (byte)(Final | opcode);
        frame[1] = (byte)(Masked | (lengthBytes == 0 ? payload.Length : lengthBytes == 2 ? 126 : 127));
        if (lengthBytes == 2)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        else if (lengthBytes == 8)
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        payload.CopyTo(frame.AsSpan(2 + lengthBytes + 4));
        return frame;
    }

    private int ReadHandshake(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        var head = Encoding.ASCII.GetString(bytes[..end]);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal) || !head.Contains(_accept, StringComparison.Ordinal))
        {
            Fail($"The upgrade was refused: {head.Split('\r')[0]}");
            return 0;
        }

        _open = true;
        return end + 4;
    }

    private bool TryReadFrame(ReadOnlySpan<byte> bytes, out int size)
    {
        size = 0;
        if (bytes.Length < 2)
            return false;
        long length = bytes[1] & 0x7F;
        var start = 2;
        if (length == 126)
        {
            if (bytes.Length < 4)
                return false;
            (length, start) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4);
        }
        else if (length == 127)
        {
            if (bytes.Length < 10)
                return false;
            (length, start) = (BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), 10);
        }

        if (bytes.Length - start < length)
            return false;
        size = start + (int)length;
        Handle(bytes[0], bytes.Slice(start, (int)length));
        return true;
    }

    private void Handle(byte first, ReadOnlySpan<byte> payload)
    {
        switch (first & 0x0F)
        {
            case Text or Binary or 0 when _fragments is null && (first & Final) != 0:
                Arrived(payload);
                break;
            case Text or Binary or 0:
                _fragments ??= new MemoryStream();
                _fragments.Write(payload);
                if ((first & Final) == 0)
                    break;
                var whole = _fragments.ToArray();
                _fragments = null;
                Arrived(whole);
                break;
            case Ping:
                Wire!.Send(Frame(Pong, payload));
                break;
            case CloseFrame:
                Fail(payload.Length < 2 ? "The server closed." : $"The server closed: {BinaryPrimitives.ReadUInt16BigEndian(payload)} {Encoding.UTF8.GetString(payload[2..])}");
                break;
        }
    }
}
