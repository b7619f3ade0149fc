using System.Net;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

/// <summary>A body without a length that is sent in two pieces, the second when the test says so.</summary>
internal sealed class PiecewiseContent(byte[] first) : HttpContent
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<byte[]> _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first piece is on its way.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Sends the second piece.</summary>
    public void Finish(byte[] rest) => _rest.SetResult(rest);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        _begun.SetResult();
        await stream.WriteAsync(await _rest.Task);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
