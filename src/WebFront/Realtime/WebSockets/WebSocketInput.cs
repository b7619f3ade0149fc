using System.Buffers;

namespace OrleansChat.WebFront.Realtime.WebSockets;

/// <summary>What <see cref="WebSocketInput.Take"/> found.</summary>
internal enum WebSocketFind
{
    /// <summary>Nothing yet: bytes are missing.</summary>
    Nothing,

    /// <summary>A message, or more of one than is accepted.</summary>
    Message,

    /// <summary>A ping, which wants to be answered.</summary>
    Ping,

    /// <summary>The client's goodbye: nothing follows.</summary>
    Close,

    /// <summary>What is no WebSocket frame, or a frame out of place: nothing that follows can be understood.</summary>
    Broken,
}

/// <summary>Puts the messages of one client together from frames that come in any pieces.</summary>
/// <param name="maxBytes">Bytes of a message.</param>
internal sealed class WebSocketInput(int maxBytes)
{
    private readonly InboundMessage _message = new(maxBytes);
    private byte[] _ping = [];
    private WebSocketFrame _frame;
    private long _missing;
    private uint _mask;
    private bool _inFrame;
    private bool _inMessage;
    private bool _isOver;

    /// <summary>The message that was found, or as much of it as is accepted; valid until the next is looked for.</summary>
    public ReadOnlyMemory<byte> Message => _message.Data;

    /// <summary>Whether it is binary.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Whether it is larger than is accepted.</summary>
    public bool IsTooLarge => _message.IsTooLarge;

    /// <summary>What the ping carried that was found.</summary>
    public ReadOnlySpan<byte> Ping => _ping;

    /// <summary>Looks for the next message or control frame, and takes what it has looked at off the front of <paramref name="input"/>.</summary>
    public WebSocketFind Take(ref ReadOnlySequence<byte> input)
    {
        while (!_isOver)
        {
            if (!_inFrame && !TryBegin(ref input, out var broken))
                return broken ? End(WebSocketFind.Broken) : WebSocketFind.Nothing;

            if (_frame.IsControl)
            {
                if (input.Length < _missing)
                    return WebSocketFind.Nothing;
                if (TakeControl(ref input) is { } found)
                    return found;
                continue;
            }

            var part = input.Slice(0, Math.Min(_missing, input.Length));
            input = input.Slice(part.End);
            _mask = _message.Append(part, _mask);
            _missing -= part.Length;
            _inFrame = _missing > 0;
            _inMessage = _inFrame || !_frame.IsFinal;
            if (!_inMessage || (_message.IsTooLarge && !part.IsEmpty))
                return WebSocketFind.Message;
            if (_inFrame)
                return WebSocketFind.Nothing;
        }

        input = input.Slice(input.End);
        return WebSocketFind.Nothing;
    }

    /// <summary>There is nothing to read for now: gives the buffer back unless a message has begun.</summary>
    public void Rest()
    {
        if (!_inMessage)
            _message.Release();
    }

    /// <summary>Gives the buffer back.</summary>
    public void Release() => _message.Release();

    private bool TryBegin(ref ReadOnlySequence<byte> input, out bool broken)
    {
        if (!WebSocketFrame.TryRead(ref input, out var frame, out broken))
            return false;
        if (!frame.IsControl)
        {
            broken = (frame.Opcode == WebSocketOpcode.Continuation) != _inMessage;
            if (broken)
                return false;
            if (!_inMessage)
            {
                _message.Clear();
                IsBinary = frame.Opcode == WebSocketOpcode.Binary;
            }
        }

        (_frame, _missing, _mask, _inFrame) = (frame, frame.Length, frame.Mask, true);
        return true;
    }

    /// <summary>Takes a control frame; null for one that wants nothing.</summary>
    private WebSocketFind? TakeControl(ref ReadOnlySequence<byte> input)
    {
        var payload = input.Slice(0, _missing);
        input = input.Slice(payload.End);
        _inFrame = false;
        switch (_frame.Opcode)
        {
            case WebSocketOpcode.Ping:
                _ping = payload.ToArray();
                WebSocketFrame.Unmask(_ping, _ping, _mask);
                return WebSocketFind.Ping;
            case WebSocketOpcode.Close:
                return End(WebSocketFind.Close);
            default:
                return null;
        }
    }

    private WebSocketFind End(WebSocketFind found)
    {
        _isOver = true;
        return found;
    }
}
