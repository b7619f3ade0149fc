using System.Text;
using OrleansChat.Load.Social;

namespace OrleansChat.Bench.Tests.Social;

public sealed class MarkerTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(399, 1_234_567, 98_765_432_100)]
    [InlineData(0xFFFFFF, int.MaxValue, 0xFFFFFFFFFFFF)]
    public void What_is_stamped_is_found_again(int sender, int sequence, long time)
    {
        var message = Outgoing.Event(sender, 60, "receiver", null, asksForAnswer: true);
        Assert.True(Marker.TryFind(message.Stamped(sequence, time), out var marker));
        Assert.Equal(new Marker(sender, sequence, time), marker);
    }

    [Fact]
    public void A_prepared_event_is_a_masked_frame_with_the_number_as_its_acknowledgement_id()
    {
        var frame = Outgoing.Event(7, 40, null, "group", asksForAnswer: true).Stamped(12, 0);
        Assert.Equal([0x81, 0x80 | 126], frame[..2].ToArray());
        var text = Encoding.ASCII.GetString(frame[8..]);
        Assert.Equal((frame[2] << 8) + frame[3], text.Length);
        Assert.StartsWith("42000000012[\"message:send\",{\"content\":\"~m:", text, StringComparison.Ordinal);
        Assert.EndsWith("~xxx\",\"type\":\"TEXT\",\"receiverId\":null,\"groupId\":\"group\",\"parentId\":null,\"metadata\":{}}]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("~m:")]
    [InlineData("~m:zzzz:000000:00000000:000000000000~")]
    public void Other_text_is_none(string text) => Assert.False(Marker.TryFind(Encoding.ASCII.GetBytes(text), out _));
}
