using System.Text.Json;
using OrleansChat.WebFront.Tests.Realtime.Clients;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Contracts.Social.Realtime;

/// <summary>A client that comes back gets exactly what it missed.</summary>
public abstract class SocialResumeTests(ChatServer server, RealtimeDriver driver) : IAsyncLifetime
{
    private TestUser _ann = null!;
    private TestUser _bob = null!;
    private SocialDevice _writer = null!;

    public async ValueTask InitializeAsync()
    {
        (_ann, _bob) = await server.RegisterTwoAsync();
        _writer = await ConnectAsync(_ann);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.Client.LeaveAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_connection_that_is_cut_while_messages_flow_misses_nothing()
    {
        const int Messages = 300;
        var group = await _ann.CreateGroupAsync("PRIVATE", _bob);
        var phone = await ConnectAsync(_bob);
        var writing = WriteAsync(group, Messages);

        var before = new List<long>();
        long epoch = 0;
        while (before.Count < 40)
        {
            var message = await phone.NextAsync("message:received");
            epoch = message.GetProperty("epoch").GetInt64();
            before.Add(Sequence(message));
        }

        await phone.Client.CutAsync();
        await phone.Client.ClosedAsync();
        Assert.Equal(Range(1, 40), before);

        // The writer goes on: some is missed while away, and some comes live while the rest is fetched.
        await _writer.DoAsync("message:send", new { content = "while away", groupId = group });
        var back = await ConnectAsync(_bob);
        var missed = await ResumeAsync(back, group, epoch, before[^1]);
        await writing;
        var live = new List<long>();
        while (live.Count == 0 || live[^1] < Messages + 1)
            live.Add(Sequence(await back.NextAsync("message:received")));

        Assert.NotEmpty(missed);
        Assert.Equal(Range(41, missed.Count), missed);
        Assert.Equal(Range((int)live[0], live.Count), live);
        Assert.InRange(live[0], 42, missed[^1] + 1);
        Assert.Equal(Messages + 1, live[^1]);
    }

    [Fact]
    public async Task What_was_edited_and_deleted_meanwhile_comes_as_it_is_now()
    {
        var (first, second) = (await _ann.WriteToAsync(_bob, "one"), await _ann.WriteToAsync(_bob, "two"));
        var third = await _ann.WriteToAsync(_bob, "three");
        var conversation = (string)first["conversationId"]!;
        await _writer.DoAsync("message:edit", new { messageId = (string)second["id"]!, content = "changed" });
        await _writer.DoAsync("message:delete", new { messageId = (string)first["id"]! });
        var fourth = await _ann.WriteToAsync(_bob, "four");

        var phone = await ConnectAsync(_bob);
        var point = new { conversationId = conversation, epoch = (long)first["epoch"]!, sequence = (long)third["sequence"]!, change = 0 };
        var resumed = await ResumeOneAsync(phone, point);
        Assert.True(resumed.GetProperty("recovered").GetBoolean());
        Assert.False(resumed.GetProperty("more").GetBoolean());
        Assert.Equal([(string)fourth["id"]!], resumed.GetProperty("messages").EnumerateArray().Select(Id));
        Assert.Equal(
            [((string)second["id"]!, "changed", JsonValueKind.Null), ((string)first["id"]!, "", JsonValueKind.String)],
            resumed.GetProperty("changed").EnumerateArray().Select(message => (Id(message), message.GetProperty("content").GetString()!, message.GetProperty("deletedAt").ValueKind)));

        // From the position in the answer on there is nothing more.
        var again = await ResumeOneAsync(phone, new
        {
            conversationId = conversation,
            epoch = resumed.GetProperty("epoch").GetInt64(),
            sequence = resumed.GetProperty("sequence").GetInt64(),
            change = resumed.GetProperty("change").GetInt64(),
        });
        Assert.Equal((true, 0, 0), (again.GetProperty("recovered").GetBoolean(), again.GetProperty("messages").GetArrayLength(), again.GetProperty("changed").GetArrayLength()));
    }

    [Fact]
    public async Task The_id_of_the_last_message_is_enough()
    {
        var first = await _ann.MessageToAsync(_bob, "one");
        var second = await _ann.MessageToAsync(_bob, "two");
        var phone = await ConnectAsync(_bob);
        var resumed = await ResumeOneAsync(phone, new { messageId = first });
        Assert.True(resumed.GetProperty("recovered").GetBoolean());
        Assert.Equal(first, resumed.GetProperty("messageId").GetString());
        Assert.Equal([second], resumed.GetProperty("messages").EnumerateArray().Select(Id));
        Assert.Equal(2, resumed.GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task A_position_of_another_epoch_gets_the_newest_messages_and_is_told_so()
    {
        var message = await _ann.WriteToAsync(_bob, "one");
        var phone = await ConnectAsync(_bob);
        var resumed = await ResumeOneAsync(phone, new { conversationId = (string)message["conversationId"]!, epoch = 1, sequence = 1 });
        Assert.False(resumed.GetProperty("recovered").GetBoolean());
        Assert.Equal([(string)message["id"]!], resumed.GetProperty("messages").EnumerateArray().Select(Id));
        Assert.Equal((long)message["epoch"]!, resumed.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_request_that_breaks_the_rules_is_refused()
    {
        var conversation = Guid.NewGuid().ToString();
        foreach (var (conversations, field) in new (object?, string)[]
        {
            (null, "conversations"),
            (Array.Empty<object>(), "conversations"),
            (Enumerable.Repeat(new { messageId = conversation }, 201), "conversations"),
            (new object[] { new { } }, "conversations[0]"),
            (new object[] { new { conversationId = conversation, messageId = conversation } }, "conversations[0]"),
            (new object[] { new { conversationId = conversation, epoch = 1, sequence = -1 } }, "conversations[0].sequence"),
        })
        {
            var (code, message) = await _writer.RefusedAsync("resume", new { conversations });
            Assert.Equal("VALIDATION_ERROR", code);
            Assert.StartsWith($"{field}: ", message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<long> Range(int start, int count) => Enumerable.Range(start, count).Select(number => (long)number);

    private static long Sequence(JsonElement message) => message.GetProperty("sequence").GetInt64();

    private static string Id(JsonElement message) => message.GetProperty("id").GetString()!;

    private static async Task<JsonElement> ResumeOneAsync(SocialDevice device, object point)
        => (await device.DoAsync("resume", new { conversations = new[] { point } })).GetProperty("conversations")[0];

    private static async Task<List<long>> ResumeAsync(SocialDevice device, string conversation, long epoch, long sequence)
    {
        var missed = new List<long>();
        long change = 0;
        while (true)
        {
            var resumed = await ResumeOneAsync(device, new { conversationId = conversation, epoch, sequence, change });
            Assert.True(resumed.GetProperty("recovered").GetBoolean());
            missed.AddRange(resumed.GetProperty("messages").EnumerateArray().Select(Sequence));
            if (!resumed.GetProperty("more").GetBoolean())
                return missed;
            (sequence, change) = (Sequence(resumed), resumed.GetProperty("change").GetInt64());
        }
    }

    private async Task WriteAsync(string group, int count)
    {
        for (var number = 1; number <= count; number++)
            await _writer.DoAsync("message:send", new { content = $"{number}", groupId = group });
    }

    private Task<SocialDevice> ConnectAsync(TestUser user) => SocialDevice.ConnectAsync(driver, server, user.AccessToken);
}

/// <summary>With socket.io-client.</summary>
public sealed class SocialResumeOverSocketIoTests(ChatServerFixture fixture, SocketIoClients clients)
    : SocialResumeTests(fixture.Server, clients.Driver), IClassFixture<SocketIoClients>;

/// <summary>With @microsoft/signalr.</summary>
public sealed class SocialResumeOverSignalRTests(ChatServerFixture fixture, SignalRClients clients)
    : SocialResumeTests(fixture.Server, clients.Driver), IClassFixture<SignalRClients>;
