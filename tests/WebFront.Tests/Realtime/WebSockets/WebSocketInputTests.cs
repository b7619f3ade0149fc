using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime.WebSockets;

namespace OrleansChat.WebFront.Tests.Realtime.WebSockets;

public sealed class WebSocketInputTests
{
    private const int MaxBytes = 100_000;
    private static readonly byte[] Key = [0x37, 0xfa, 0x21, 0x3d];

    [Fact]
    public void The_example_of_the_rfc_is_read()
        => Assert.Equal(["Message Hello"], Read([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]));

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void Messages_of_any_length_are_read(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i % 26)));

        Assert.Equal([$"Message {text}"], Read(Frame(0x81, text)));
    }

    [Fact]
    public void Frames_cut_anywhere_are_read_alike()
    {
        byte[] all =
        [
            .. Frame(0x81, "one"), .. Frame(0x01, "tw"), .. Frame(0x89, "ping"), .. Frame(0x00, ""), .. Frame(0x8a, "pong"), .. Frame(0x80, "o"),
            .. Frame(0x82, new string('x', 200)), .. Frame(0x89, ""), .. Frame(0x88, "\u0003\u0068"),
        ];
        string[] found = ["Message one", "Ping ping", "Message two", $"Binary {new string('x', 200)}", "Ping ", "Close"];

        for (var first = 0; first <= all.Length; first++)
        {
            for (var second = first; second <= all.Length; second += 7)
                Assert.Equal(found, Read(all[..first], all[first..second], all[second..]));
        }

        Assert.Equal(found, Read([.. all.Select(one => new[] { one })]));
    }

    [Theory]
    [InlineData("81 05 48 65 6c 6c 6f")] // Not masked.
    [InlineData("c1 80 00 00 00 00")] // A bit of an extension that nobody agreed on.
    [InlineData("83 80 00 00 00 00")] // An opcode that means nothing.
    [InlineData("8b 80 00 00 00 00")]
    [InlineData("80 80 00 00 00 00")] // Goes on with no message.
    [InlineData("01 80 00 00 00 00 81 80 00 00 00 00")] // Begins one within another.
    [InlineData("09 80 00 00 00 00")] // A control frame in parts.
    [InlineData("89 fe 00 7e 00 00 00 00")] // A control frame that is too long.
    [InlineData("81 ff 80 00 00 00 00 00 00 00 00 00 00 00")] // A length beyond what a number holds.
    public void What_breaks_the_protocol_ends_the_input(string bytes)
    {
        var broken = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(["Broken"], Read(broken, Frame(0x81, "never read")));
    }

    [Fact]
    public void Nothing_is_read_behind_a_goodbye() => Assert.Equal(["Close"], Read(Frame(0x88, ""), Frame(0x81, "late")));

    [Fact]
    public void A_message_beyond_the_bound_is_told_before_it_is_complete_and_not_kept()
    {
        var input = new WebSocketInput(maxBytes: 10);
        var start = new ReadOnlySequence<byte>(Frame(0x81, new string('x', 5000))[..100]);

        Assert.Equal(WebSocketFind.Message, input.Take(ref start));
        Assert.True(input.IsTooLarge);
        Assert.Equal(11, input.Message.Length);
        Assert.Equal(WebSocketFind.Nothing, input.Take(ref start));
        Assert.True(start.IsEmpty);
    }

    [Fact]
    public void Whatever_the_bytes_are_the_input_comes_to_an_end()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 5000; round++)
        {
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            Assert.True(Read([bytes]).Count <= bytes.Length);
        }
    }

    private static List<string> Read(params byte[][] pieces)
    {
        var input = new WebSocketInput(MaxBytes);
        var found = new List<string>();
        ReadOnlySequence<byte> rest = default;
        foreach (var piece in pieces)
        {
            rest = Segments(rest.ToArray(), piece);
            WebSocketFind next;
            while ((next = input.Take(ref rest)) != WebSocketFind.Nothing)
            {
                found.Add(next switch
                {
                    WebSocketFind.Message => $"{(input.IsBinary ? "Binary" : "Message")} {Encoding.UTF8.GetString(input.Message.Span)}",
                    WebSocketFind.Ping => $"Ping {Encoding.UTF8.GetString(input.Ping)}",
                    _ => next.ToString(),
                });
            }

            input.Rest();
        }

        return found;
    }

    private static byte[] Frame(byte first, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] length = payload.Length < 126 ? [(byte)payload.Length]
            : payload.Length <= ushort.MaxValue ? [126, (byte)(payload.Length >> 8), (byte)payload.Length]
            : [127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length];
        length[0] |= 0x80;
        return [first, .. length, .. Key, .. payload.Select((value, i) => (byte)(value ^ Key[i % 4]))];
    }

    private static ReadOnlySequence<byte> Segments(byte[] first, byte[] second)
    {
        var start = new Segment(first, null);
        var end = new Segment(second, start);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] data, Segment? before)
        {
            Memory = data;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
