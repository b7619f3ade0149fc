using System.Buffers;
using System.Text;
using OrleansChat.WebFront.Realtime.SignalR;

namespace OrleansChat.WebFront.Tests.Realtime.SignalR;

public sealed class SignalRInvocationTests
{
    [Theory]
    [InlineData("""{"type":1,"invocationId":"7","target":"message:send","arguments":[{"a":[1,{"b":"]}"}]}]}""", "message:send", "7", """{"a":[1,{"b":"]}"}]}""")]
    [InlineData("""{"arguments":[ "x" ],"target":"t","type":1}""", "t", null, "\"x\"")]
    [InlineData("""{"type":1,"target":"t","arguments":[]}""", "t", null, "")]
    [InlineData("""{"type":1,"target":"t"}""", "t", null, "")]
    [InlineData("""{"type":1,"target":"t","arguments":[null,2],"streamIds":["1"],"headers":{"a":"b"}}""", "t", null, "null")]
    [InlineData("""{"type":1,"invocationId":null,"target":"\u00e9\"","arguments":[1.5e3]}""", "é\"", null, "1.5e3")]
    public void Reads_an_invocation_wherever_it_is_split(string frame, string target, string? invocationId, string payload)
    {
        var bytes = Encoding.UTF8.GetBytes(frame);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var invocation = SignalRInvocation.Read(Segments(bytes[..split], bytes[split..]));
            Assert.NotNull(invocation);
            Assert.Equal((target, invocationId, payload), (invocation.Target, invocation.InvocationId, Encoding.UTF8.GetString(invocation.Payload)));
        }
    }

    [Theory]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"type":3,"invocationId":"1","result":1}""")]
    [InlineData("""{"type":7,"error":"x"}""")]
    [InlineData("""{"type":"1","target":"t"}""")]
    [InlineData("""{"type":99999999999}""")]
    [InlineData("{}")]
    public void Leaves_other_frames_alone(string frame) => Assert.Null(SignalRInvocation.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(frame))));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"type":1""")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":1,"target":1}""")]
    [InlineData("""{"type":1,"target":"t","arguments":{}}""")]
    [InlineData("""{"type":1,"target":"t","arguments":[1}""")]
    [InlineData("""{"type":1,"target":"t","invocationId":5}""")]
    [InlineData("""{"type":1,"target":"t"}{"type":1,"target":"t"}""")]
    [InlineData("""{"type":1,"target":"\ud800"}""")]
    public void Refuses_garbage(string frame)
        => Assert.Throws<InvalidDataException>(() => SignalRInvocation.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(frame))));

    [Fact]
    public void Refuses_a_target_that_is_no_UTF8()
    {
        byte[] frame = [.. "{\"type\":1,\"target\":\""u8, 0xFF, .. "\"}"u8];
        Assert.Throws<InvalidDataException>(() => SignalRInvocation.Read(new ReadOnlySequence<byte>(frame)));
    }

    [Fact]
    public void Leaves_the_depth_of_an_argument_to_the_contract()
    {
        var deep = new string('[', 30_000) + new string(']', 30_000);
        var invocation = SignalRInvocation.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($$"""{"type":1,"target":"t","arguments":[{{deep}}]}""")));
        Assert.Equal(60_000, invocation?.Payload.Length);
    }

    [Fact]
    public void Garbage_never_breaks_the_reader()
    {
        var random = new Random(1);
        var valid = """{"type":1,"invocationId":"7","target":"message:send","arguments":[{"a":[1,{"b":"]}"}]}]}"""u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])valid.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                SignalRInvocation.Read(new ReadOnlySequence<byte>(bytes));
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        }
    }

    private static ReadOnlySequence<byte> Segments(byte[] first, byte[] second)
    {
        var head = new Segment(first, 0);
        var tail = head.Then(second);
        return new ReadOnlySequence<byte>(head, 0, tail, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long start) => (Memory, RunningIndex) = (bytes, start);

        public Segment Then(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
