using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class EngineIoPacketTests
{
    public static TheoryData<string, string, string, bool> Golden { get; } = new()
    {
        { "0{\"sid\":\"a\"}", "Open", "{\"sid\":\"a\"}", false },
        { "1", "Close", "", false },
        { "2", "Ping", "", false },
        { "2probe", "Ping", "probe", false },
        { "3", "Pong", "", false },
        { "3probe", "Pong", "probe", false },
        { "4hello", "Message", "hello", false },
        { "4", "Message", "", false },
        { "4€ 👋", "Message", "€ 👋", false },
        { "5", "Upgrade", "", false },
        { "6", "Noop", "", false },
        { "bAQIDBA==", "Message", "\u0001\u0002\u0003\u0004", true },
        { "b", "Message", "", true },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_packet_is_read(string encoded, string type, string data, bool isBinary)
    {
        Assert.True(EngineIoPacket.TryParse(Encoding.UTF8.GetBytes(encoded), out var packet));

        Assert.Equal(Enum.Parse<EngineIoPacketType>(type), packet.Type);
        Assert.Equal(data, Encoding.UTF8.GetString(packet.Data.Span));
        Assert.Equal(isBinary, packet.IsBinary);
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_packet_is_written(string encoded, string type, string data, bool isBinary)
    {
        var output = new ArrayBufferWriter<byte>();

        new EngineIoPacket(Enum.Parse<EngineIoPacketType>(type), Encoding.UTF8.GetBytes(data), isBinary).Write(output);

        Assert.Equal(encoded, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("B")]
    [InlineData("b!!")]
    [InlineData("bAQIDBA")]
    [InlineData("\u001e")]
    public void What_is_no_packet_is_refused(string encoded)
    {
        // "bAQIDBA" lacks its padding.
        var parsed = EngineIoPacket.TryParse(Encoding.UTF8.GetBytes(encoded), out var packet);

        Assert.False(parsed);
        Assert.Equal(default, packet);
    }

    [Fact]
    public void Text_data_is_not_copied()
    {
        var encoded = "4hello"u8.ToArray();

        Assert.True(EngineIoPacket.TryParse(encoded, out var packet));

        encoded[1] = (byte)'j';
        Assert.Equal("jello", Encoding.UTF8.GetString(packet.Data.Span));
    }
}
