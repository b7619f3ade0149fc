using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime.SocketIO;

namespace OrleansChat.WebFront.Tests.Realtime.SocketIO;

public sealed class SocketIoPacketTests
{
    /// <summary>Text, type, namespace, acknowledgement id, attachments, data.</summary>
    public static TheoryData<string, string, string, long?, int, string> Golden { get; } = new()
    {
        { "0", "Connect", "/", null, 0, "" },
        { """0{"token":"123"}""", "Connect", "/", null, 0, """{"token":"123"}""" },
        { "0/admin,", "Connect", "/admin", null, 0, "" },
        { """0/admin,{"token":"123"}""", "Connect", "/admin", null, 0, """{"token":"123"}""" },
        { "1", "Disconnect", "/", null, 0, "" },
        { "1/admin,", "Disconnect", "/admin", null, 0, "" },
        { """2["hello",1]""", "Event", "/", null, 0, """["hello",1]""" },
        { """2/admin,456["project:delete",123]""", "Event", "/admin", 456, 0, """["project:delete",123]""" },
        { """20["hello"]""", "Event", "/", 0, 0, """["hello"]""" },
        { """29007199254740991["hello"]""", "Event", "/", 9007199254740991, 0, """["hello"]""" },
        { """2["€ 👋",{"a":[1,2,{"b":null}]}]""", "Event", "/", null, 0, """["€ 👋",{"a":[1,2,{"b":null}]}]""" },
        { "3/admin,456[]", "Ack", "/admin", 456, 0, "[]" },
        { """312[{"success":true}]""", "Ack", "/", 12, 0, """[{"success":true}]""" },
        { """4{"message":"Not authorized"}""", "ConnectError", "/", null, 0, """{"message":"Not authorized"}""" },
        { """4/admin,{"message":"Invalid namespace"}""", "ConnectError", "/admin", null, 0, """{"message":"Invalid namespace"}""" },
        { "4\"no\"", "ConnectError", "/", null, 0, "\"no\"" },
        { """51-["hello",{"_placeholder":true,"num":0}]""", "BinaryEvent", "/", null, 1, """["hello",{"_placeholder":true,"num":0}]""" },
        {
            """52-/admin,456["upload",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]""", "BinaryEvent", "/admin", 456, 2,
            """["upload",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"""
        },
        { """510-["hello"]""", "BinaryEvent", "/", null, 10, """["hello"]""" },
        { """50-["hello"]""", "BinaryEvent", "/", null, 0, """["hello"]""" },
        { """61-/admin,456[{"_placeholder":true,"num":0}]""", "BinaryAck", "/admin", 456, 1, """[{"_placeholder":true,"num":0}]""" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_packet_is_read(string text, string type, string @namespace, long? ackId, int attachments, string data)
    {
        Assert.Equal(SocketIoParseError.None, SocketIoPacketParser.Parse(Encoding.UTF8.GetBytes(text), out var packet));

        Assert.Equal(Enum.Parse<SocketIoPacketType>(type), packet.Type);
        Assert.Equal(@namespace, packet.Namespace);
        Assert.Equal((ulong?)ackId, packet.AckId);
        Assert.Equal(attachments, packet.Attachments);
        Assert.Equal(data, Encoding.UTF8.GetString(packet.Data.Span));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_packet_is_written(string text, string type, string @namespace, long? ackId, int attachments, string data)
    {
        var output = new ArrayBufferWriter<byte>();

        new SocketIoPacket(Enum.Parse<SocketIoPacketType>(type))
        {
            Namespace = @namespace,
            AckId = (ulong?)ackId,
            Attachments = attachments,
            Data = Encoding.UTF8.GetBytes(data),
        }.Write(output);

        Assert.Equal(text, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("""2["message:send",{"text":"hi"}]""", "message:send", """{"text":"hi"}""")]
    [InlineData("""2["message:send" , {"text" : "hi"} , "more", [1] ]""", "message:send", """{"text" : "hi"}""")]
    [InlineData("""2["ping"]""", "ping", "")]
    [InlineData("""2["\u0061\n",null]""", "a\n", "null")]
    [InlineData("""2[""," x "]""", "", "\" x \"")]
    [InlineData("""2[12,[]]""", "12", "[]")]
    public void An_event_has_a_name_and_a_first_argument(string text, string name, string argument)
    {
        Assert.Equal(SocketIoParseError.None, SocketIoPacketParser.Parse(Encoding.UTF8.GetBytes(text), out var packet));

        Assert.Equal(name, packet.EventName);
        Assert.Equal(argument, Encoding.UTF8.GetString(packet.Argument.Span));
    }

    [Theory]
    [InlineData("", "UnknownType")]
    [InlineData("7", "UnknownType")]
    [InlineData("x", "UnknownType")]
    [InlineData("""/2["a"]""", "UnknownType")]
    [InlineData("5", "Attachments")]
    [InlineData("""5["a"]""", "Attachments")]
    [InlineData("""5-["a"]""", "Attachments")]
    [InlineData("51", "Attachments")]
    [InlineData("""511-["a"]""", "Attachments")]
    [InlineData("""599999999999999999999999-["a"]""", "Attachments")]
    [InlineData("""5-1-["a"]""", "Attachments")]
    [InlineData("""51.5-["a"]""", "Attachments")]
    [InlineData("""29007199254740992["a"]""", "AckId")]
    [InlineData("""299999999999999999999999999["a"]""", "AckId")]
    [InlineData("0null", "Data")]
    [InlineData("0[]", "Data")]
    [InlineData("""0"token" """, "Data")]
    [InlineData("""0{"token":}""", "Data")]
    [InlineData("0{", "Data")]
    [InlineData("1{}", "Data")]
    [InlineData("2", "Data")]
    [InlineData("2{}", "Data")]
    [InlineData("2[]", "Data")]
    [InlineData("2[{}]", "Data")]
    [InlineData("2[null]", "Data")]
    [InlineData("2[[\"a\"]]", "Data")]
    [InlineData("""2["a",]""", "Data")]
    [InlineData("""2["a"]]""", "Data")]
    [InlineData("""2["a"][]""", "Data")]
    [InlineData("""2["a",1""", "Data")]
    [InlineData("""2["a",1,{]""", "Data")]
    [InlineData("""2["\ud800"]""", "Data")]
    [InlineData("""2["connect"]""", "Data")]
    [InlineData("""2["connect_error"]""", "Data")]
    [InlineData("""2["disconnect"]""", "Data")]
    [InlineData("""2["disconnecting"]""", "Data")]
    [InlineData("""2["newListener"]""", "Data")]
    [InlineData("""2["removeListener"]""", "Data")]
    [InlineData("3", "Data")]
    [InlineData("3{}", "Data")]
    [InlineData("4", "Data")]
    [InlineData("4[]", "Data")]
    public void What_is_no_packet_is_refused_for_a_reason(string text, string error)
        => Assert.Equal(Enum.Parse<SocketIoParseError>(error), SocketIoPacketParser.Parse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
        => Assert.Equal(SocketIoParseError.NotUtf8, SocketIoPacketParser.Parse(new byte[] { (byte)'2', 0xff, 0xfe }, out _));

    [Theory]
    [InlineData(256, "None")]
    [InlineData(257, "Namespace")]
    public void A_namespace_is_bounded(int bytes, string error)
        => Assert.Equal(
            Enum.Parse<SocketIoParseError>(error), SocketIoPacketParser.Parse(Encoding.UTF8.GetBytes($"0/{new string('n', bytes - 1)},"), out _));

    [Theory]
    [InlineData(10_000, 10_000, "None")]
    [InlineData(10_000, 9_999, "Data")]
    public void How_deep_an_argument_goes_is_for_the_contract_to_judge(int opened, int closed, string error)
    {
        var text = $"""2["deep",{new string('[', opened)}{new string(']', closed)}]""";

        Assert.Equal(Enum.Parse<SocketIoParseError>(error), SocketIoPacketParser.Parse(Encoding.UTF8.GetBytes(text), out _));
    }

    [Fact]
    public void A_packet_cut_short_anywhere_is_refused_or_is_a_packet_of_its_own()
    {
        var text = """51-/admin,456["upload",{"_placeholder":true,"num":0},"€"]"""u8.ToArray();

        for (var cut = 0; cut < text.Length; cut++)
            Assert.NotEqual(SocketIoParseError.None, SocketIoPacketParser.Parse(text.AsMemory(0, cut), out _));
        Assert.Equal(SocketIoParseError.None, SocketIoPacketParser.Parse(text, out _));
    }

    [Fact]
    public void Random_bytes_are_a_packet_or_refused()
    {
        var random = new Random(20261120);
        var alphabet = """0123456/,-[]{}":\u_a "tre"""u8.ToArray();
        for (var round = 0; round < 50_000; round++)
        {
            var text = random.GetItems(alphabet, random.Next(0, 60));
            if (round % 3 == 0)
                random.NextBytes(text);
            if (text.Length > 0 && round % 3 == 1)
                text[0] = (byte)('0' + random.Next(0, 7));

            AssertParsedOrRefused(text);
        }
    }

    [Fact]
    public void Packets_with_bytes_changed_are_a_packet_or_refused()
    {
        var random = new Random(1120);
        foreach (var row in Golden)
        {
            var golden = Encoding.UTF8.GetBytes(row.Data.Item1);
            for (var round = 0; round < 2_000; round++)
            {
                var text = golden.ToArray();
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                    text[random.Next(text.Length)] = (byte)random.Next(256);
                AssertParsedOrRefused(text);
            }
        }
    }

    /// <summary>A packet that was read is written as one that reads the same.</summary>
    private static void AssertParsedOrRefused(byte[] text)
    {
        if (SocketIoPacketParser.Parse(text, out var packet) != SocketIoParseError.None)
        {
            Assert.Equal(default, packet);
            return;
        }

        var output = new ArrayBufferWriter<byte>();
        packet.Write(output);
        Assert.Equal(SocketIoParseError.None, SocketIoPacketParser.Parse(output.WrittenMemory, out var again));
        Assert.Equal((packet.Type, packet.Namespace, packet.AckId, packet.EventName), (again.Type, again.Namespace, again.AckId, again.EventName));
        Assert.True(packet.Data.Span.SequenceEqual(again.Data.Span));
    }
}
