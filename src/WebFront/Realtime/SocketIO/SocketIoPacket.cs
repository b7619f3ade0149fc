using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>The kinds of Socket.IO packet, protocol revision 5; the number is the ASCII digit that starts a packet.</summary>
internal enum SocketIoPacketType : byte
{
    /// <summary>Joins a namespace, or says that it was joined.</summary>
    Connect,

    /// <summary>Leaves a namespace.</summary>
    Disconnect,

    /// <summary>An event: its name and its arguments.</summary>
    Event,

    /// <summary>The answer to an event that carried an id.</summary>
    Ack,

    /// <summary>The namespace was not joined.</summary>
    ConnectError,

    /// <summary>An event whose arguments hold places for binary attachments.</summary>
    BinaryEvent,

    /// <summary>An acknowledgement of that kind.</summary>
    BinaryAck,
}

/// <summary>
/// One Socket.IO packet: type, number of attachments, namespace, acknowledgement id, JSON. <c>51-/admin,7["upload",{"_placeholder":true,"num":0}]</c>
/// is an event with one attachment, in namespace <c>/admin</c>, to be acknowledged under id 7.
/// </summary>
internal readonly record struct SocketIoPacket(SocketIoPacketType Type)
{
    /// <summary>The namespace of a packet that names none.</summary>
    public const string DefaultNamespace = "/";

    /// <summary>The namespace.</summary>
    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>The acknowledgement id, if there is one.</summary>
    public ulong? AckId { get; init; }

    /// <summary>How many binary messages follow and belong to this packet.</summary>
    public int Attachments { get; init; }

    /// <summary>The JSON as it came; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>An event's name; empty for the other types.</summary>
    public string EventName { get; init; } = "";

    /// <summary>An event's first argument, a part of <see cref="Data"/>; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Argument { get; init; }

    /// <summary>Whether attachments may follow.</summary>
    public bool IsBinary => Type is SocketIoPacketType.BinaryEvent or SocketIoPacketType.BinaryAck;

    /// <summary>Writes the packet's text form.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        output.Write([(byte)('0' + (int)Type)]);
        if (IsBinary)
        {
            WriteNumber((ulong)Attachments, output);
            output.Write("-"u8);
        }

        if (Namespace != DefaultNamespace)
        {
            Encoding.UTF8.GetBytes(Namespace, output);
            output.Write(","u8);
        }

        if (AckId is { } id)
            WriteNumber(id, output);
        output.Write(Data.Span);
    }

    private static void WriteNumber(ulong number, IBufferWriter<byte> output)
    {
        const int MaxDigits = 20;
        Utf8Formatter.TryFormat(number, output.GetSpan(MaxDigits), out var written);
        output.Advance(written);
    }
}
