namespace OrleansChat.WebFront.Realtime.SocketIO;

/// <summary>
/// Puts the packets of one client together: a text, and for a binary packet as many attachments as it announced. A complete
/// binary packet comes out as an event or acknowledgement whose JSON holds its attachments (<see cref="SocketIoAttachments"/>).
/// </summary>
/// <param name="maxBytes">Bytes of one packet with its attachments.</param>
internal sealed class SocketIoPacketAssembler(int maxBytes)
{
    private SocketIoPacket _pending;
    private List<byte[]>? _attachments;
    private int _bytes;

    /// <summary>Takes a text; <paramref name="packet"/> stays null while attachments are missing. Its data are parts of <paramref name="text"/>.</summary>
    public SocketIoParseError AddText(ReadOnlyMemory<byte> text, out SocketIoPacket? packet)
    {
        packet = null;
        if (_attachments is not null)
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
        _pending = parsed with { Data = parsed.Data.ToArray() };
        _attachments = [];
        _bytes = text.Length;
        return parsed.Attachments == 0 ? Complete(out packet) : SocketIoParseError.None;
    }

    /// <summary>Takes an attachment; <paramref name="packet"/> stays null while more are missing.</summary>
    public SocketIoParseError AddAttachment(ReadOnlyMemory<byte> data, out SocketIoPacket? packet)
    {
        packet = null;
        if (_attachments is null)
            return SocketIoParseError.Sequence;
        if (data.Length > maxBytes - _bytes)
            return SocketIoParseError.Size;

        _attachments.Add(data.ToArray());
        _bytes += data.Length;
        return _attachments.Count == _pending.Attachments ? Complete(out packet) : SocketIoParseError.None;
    }

    private SocketIoParseError Complete(out SocketIoPacket? packet)
    {
        packet = null;
        var json = SocketIoAttachments.Insert(_pending.Data.Span, _attachments!);
        var assembled = new SocketIoPacket(_pending.Type == SocketIoPacketType.BinaryEvent ? SocketIoPacketType.Event : SocketIoPacketType.Ack)
        {
            Namespace = _pending.Namespace,
            AckId = _pending.AckId,
            Data = json,
        };
        (_pending, _attachments, _bytes) = (default, null, 0);
        if (json is null)
            return SocketIoParseError.Attachments;
        if (SocketIoPacketParser.ReadData(assembled, out var complete) is var error and not SocketIoParseError.None)
            return error;
        packet = complete;
        return SocketIoParseError.None;
    }
}
