using System.Text;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class CoalescingStreamTests : IDisposable
{
    private readonly RecordingStream _inner = new();

    public void Dispose() => _inner.Dispose();

    [Fact]
    public async Task A_write_goes_through_at_once_when_nothing_follows()
    {
        await using var stream = new CoalescingStream(_inner);

        await stream.WriteAsync("a"u8.ToArray());
        await stream.WriteAsync("b"u8.ToArray());

        Assert.Equal(["a", "b"], _inner.Writes);
    }

    [Fact]
    public async Task Writes_that_are_followed_go_with_the_last_one()
    {
        await using var stream = new CoalescingStream(_inner);

        stream.MoreFollows = true;
        await stream.WriteAsync("a"u8.ToArray());
        await stream.WriteAsync("b"u8.ToArray());
        Assert.Empty(_inner.Writes);
        stream.MoreFollows = false;
        await stream.WriteAsync("c"u8.ToArray());
        await stream.WriteAsync("d"u8.ToArray());

        Assert.Equal(["abc", "d"], _inner.Writes);
    }

    [Fact]
    public async Task Every_sequence_of_sizes_arrives_whole_and_in_order()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 200; round++)
        {
            var inner = new RecordingStream();
            await using var stream = new CoalescingStream(inner);
            var expected = new StringBuilder();
            for (var i = 0; i < 20; i++)
            {
                var text = new string((char)('a' + i), random.Next(3) == 0 ? random.Next(10_000, 40_000) : random.Next(0, 3_000));
                expected.Append(text);
                stream.MoreFollows = i < 19 && random.Next(4) > 0;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            }

            Assert.Equal(expected.ToString(), string.Concat(inner.Writes));
        }
    }

    private sealed class RecordingStream : MemoryStream
    {
        public List<string> Writes { get; } = [];

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(Encoding.ASCII.GetString(buffer.Span));
            return ValueTask.CompletedTask;
        }
    }
}
