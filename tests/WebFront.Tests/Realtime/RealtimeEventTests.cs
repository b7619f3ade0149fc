using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Tests.Realtime;

public sealed class RealtimeEventTests
{
    [Fact]
    public void Each_format_is_written_once()
    {
        var realtimeEvent = RealtimeEvent.OfEncoded("e", "{}"u8.ToArray());
        var written = 0;
        string Make(RealtimeEvent source) => $"{source.Name}{written++}";

        var one = realtimeEvent.Framed("a", Make);
        Assert.Same(one, realtimeEvent.Framed("a", Make));
        Assert.Equal("e1", realtimeEvent.Framed("b", Make));
        Assert.Equal(2, written);
    }

    [Fact]
    public async Task All_who_ask_at_once_get_the_same_frame()
    {
        for (var round = 0; round < 200; round++)
        {
            var realtimeEvent = RealtimeEvent.OfEncoded("e", "{}"u8.ToArray());
            var frames = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => realtimeEvent.Framed("a", source => new object()))));
            Assert.All(frames, frame => Assert.Same(frames[0], frame));
        }
    }
}
