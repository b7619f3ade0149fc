using System.Text;
using System.Text.Json;
using OrleansChat.Load.Wires;

namespace OrleansChat.Load.Social;

/// <summary>A Socket.IO connection (protocol 5 over Engine.IO 4, WebSocket only) of one user. Tells packets apart by the bytes that differ and parses nothing else.</summary>
internal sealed class SocketIoClient(int index, Front front, string path, string token, Turns turns, ISocketIoListener listener) : WebSocketClient
{
    private static readonly byte[] Pong = Frame("3"u8);

    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the connection is there and the user is in.</summary>
    public bool IsOpen => _joined.Task.IsCompletedSuccessfully && Wire is { IsClosed: false };

    /// <summary>Connects, upgrades and authenticates.</summary>
    /// <exception cref="LoadException">It was refused or broke.</exception>
    public async Task ConnectAsync(TimeSpan within, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(within);
        try
        {
            Wire = await Wire.ConnectAsync(front, turns, this, timeout.Token);
            using (turns.Enter())
            {
                SendHandshake(front.Host, $"{path.TrimEnd('/')}/?EIO=4&transport=websocket");
                Wire.Start();
            }

            await _joined.Task.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Cut();
            throw new LoadException($"Not connected within {within.TotalSeconds:0} s.");
        }
    }

    /// <summary>Sends what <see cref="WebSocketClient.Frame(ReadOnlySpan{byte})"/> made, at the end of the turn.</summary>
    public void Send(ReadOnlySpan<byte> frame) => Wire!.Send(frame);

    /// <summary>Cuts the connection.</summary>
    public void Cut()
    {
        using (turns.Enter())
            Wire?.Abort();
    }

    /// <inheritdoc/>
    public override void Closed(string reason)
    {
        if (!_joined.TrySetException(new LoadException(reason)))
            listener.Lost(index, reason);
    }

    /// <inheritdoc/>
    protected override void Arrived(ReadOnlySpan<byte> message)
    {
        switch (message)
        {
            case [(byte)'4', (byte)'2', ..]:
                listener.Event(index, message);
                break;
            case [(byte)'4', (byte)'3', .. var answer]:
                Answer(answer);
                break;
            case [(byte)'2', ..]:
                Send(Pong);
                break;
            case [(byte)'0', ..]:
                Send(Frame(Encoding.UTF8.GetBytes($"40{{\"token\":{JsonSerializer.Serialize(token, PlainJson.Default.String)}}}")));
                break;
            case [(byte)'4', (byte)'0', ..]:
                _joined.TrySetResult();
                break;
            case [(byte)'4', (byte)'4', ..] or [(byte)'4', (byte)'1', ..] or [(byte)'1', ..]:
                Fail($"The server said {Encoding.UTF8.GetString(message)}");
                break;
        }
    }

    private void Answer(ReadOnlySpan<byte> answer)
    {
        long id = 0;
        var digits = 0;
        for (; digits < answer.Length && answer[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
            id = (id * 10) + answer[digits] - '0';
        listener.Answered(index, id, answer[digits..]);
    }
}
