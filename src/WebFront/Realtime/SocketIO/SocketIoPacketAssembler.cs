namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// Puts the packets of one client together: a text, and for a binary packet as many attachments as it announced. A complete
/// binary packet comes out as an event or acknowledgement whose JSON holds its attachments (<see cref="SocketIoAttachments"/>).
/// </summary>
/// <param name="maxBytes">Bytes of one packet with its attachments.</param>
internal sealed class SocketIoPacketAssembler(int maxBytes)
{
    /// <summary>A packet that waits for attachments; most clients never send one.</summary>
    private Pending? _pending;

    /// <summary>Takes a text; <paramref name="packet"/> stays null while attachments are missing. Its data are parts of <paramref name="text"/>.</summary>
    public SocketIoParseError AddText(ReadOnlyMemory<byte> text, out SocketIoPacket? packet)
    {
        packet = null;
        if (_pending is not null)
            return SocketIoParseError.Sequence;
        if (text.Length > maxBytes)
            return SocketIoParseError.Size;
        if (SocketIoPacketParser.Parse(text, out var parsed) is var error and not SocketIoParseError.None)
            return error;

        if (!parsed.IsBinary)
        {
            packet = parsed;
            return SocketIoParseError.None;
        }

        // The text's memory is the caller's, and the attachments come later.
        _pending = new Pending(parsed with { Data = parsed.Data.ToArray() }, text.Length);
        return parsed.Attachments == 0 ? Complete(_pending, out packet) : SocketIoParseError.None;
    }

    /// <summary>Takes an attachment; <paramref name="packet"/> stays null while more are missing.</summary>
    public SocketIoParseError AddAttachment(ReadOnlyMemory<byte> data, out SocketIoPacket? packet)
    {
        packet = null;
        if (_pending is not { } pending)
            return SocketIoParseError.Sequence;
        if (data.Length > maxBytes - pending.Bytes)
            return SocketIoParseError.Size;

        pending.Attachments.Add(data.ToArray());
        pending.Bytes += data.Length;
        return pending.Attachments.Count == pending.Packet.Attachments ? Complete(pending, out packet) : SocketIoParseError.None;
    }

    private SocketIoParseError Complete(Pending pending, out SocketIoPacket? packet)
    {
        packet = null;
        _pending = null;
        var json = SocketIoAttachments.Insert(pending.Packet.Data.Span, pending.Attachments);
        if (json is null)
            return SocketIoParseError.Attachments;
        var assembled = new SocketIoPacket(pending.Packet.Type == SocketIoPacketType.BinaryEvent ? SocketIoPacketType.Event : SocketIoPacketType.Ack)
        {
            Namespace = pending.Packet.Namespace,
            AckId = pending.Packet.AckId,
            Data = json,
        };
        if (SocketIoPacketParser.ReadData(assembled, out var complete) is var error and not SocketIoParseError.None)
            return error;
        packet = complete;
        return SocketIoParseError.None;
    }

    private sealed class Pending(SocketIoPacket packet, int bytes)
    {
        public SocketIoPacket Packet { get; } = packet;

        public List<byte[]> Attachments { get; } = [];

        /// <summary>Of the packet's text and its attachments so far.</summary>
        public int Bytes { get; set; } = bytes;
    }
}
