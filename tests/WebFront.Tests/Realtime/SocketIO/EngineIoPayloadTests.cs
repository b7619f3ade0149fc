using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class EngineIoPayloadTests
{
    private const string Payload = "4hello\u001e2\u001e4€\u001ebAQIDBA==\u001e4";

    [Fact]
    public void Packets_are_read_one_after_the_other()
        => Assert.Equal(["Message hello", "Ping ", "Message €", "Message \u0001\u0002\u0003\u0004", "Message "], Read(Encoding.UTF8.GetBytes(Payload)));

    [Fact]
    public void Packets_are_written_with_separators_between_them()
    {
        var output = new ArrayBufferWriter<byte>();
        OutboundFrame[] packets = [.. Payload.Split('\u001e').Select(packet => new OutboundFrame(Encoding.UTF8.GetBytes(packet)))];

        EngineIoPayload.Write(packets, output);

        Assert.Equal(Payload, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(output.WrittenCount, EngineIoPayload.Length(packets));
    }

    [Fact]
    public void Nothing_to_write_is_nothing_written() => Assert.Equal(0, EngineIoPayload.Length([]));

    [Theory]
    [InlineData("")]
    [InlineData("4a\u001e")]
    [InlineData("\u001e4a")]
    [InlineData("4a\u001e\u001e4b")]
    [InlineData("4a\u001ex")]
    public void A_body_with_a_packet_that_is_none_is_refused_there(string body) => Assert.Null(Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_body_cut_anywhere_yields_the_whole_packets_before_the_cut_and_then_what_is_left_or_a_refusal()
    {
        var body = Encoding.UTF8.GetBytes(Payload);
        for (var cut = 0; cut <= body.Length; cut++)
        {
            ReadOnlyMemory<byte>? rest = body.AsMemory(0, cut);
            var whole = body.AsSpan(0, cut).Count(EngineIoPayload.Separator);
            for (var i = 0; i < whole; i++)
                Assert.True(EngineIoPayload.TryReadPacket(ref rest, out _));

            var last = rest!.Value;
            Assert.Equal(EngineIoPacket.TryParse(last, out _), EngineIoPayload.TryReadPacket(ref rest, out _));
            Assert.Null(rest);
        }
    }

    [Fact]
    public void Random_bytes_end_in_packets_or_a_refusal()
    {
        var random = new Random(20261120);
        var alphabet = "0123456789b\u001e={}[]\"ab,"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var body = random.GetItems(alphabet, random.Next(0, 40));
            if (round % 2 == 0)
                random.NextBytes(body);

            var packets = Read(body);

            Assert.True(packets is null || packets.Count == body.AsSpan().Count(EngineIoPayload.Separator) + 1);
        }
    }

    private static List<string>? Read(byte[] body)
    {
        var packets = new List<string>();
        for (ReadOnlyMemory<byte>? rest = body; rest is not null;)
        {
            if (!EngineIoPayload.TryReadPacket(ref rest, out var packet))
                return null;
            packets.Add($"{packet.Type} {Encoding.UTF8.GetString(packet.Data.Span)}");
        }

        return packets;
    }
}
