using System.Reflection;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http.Grains;

namespace OrleansChat.WebFront.Tests.Http.Grains;

public sealed class MessageGrainsTests
{
    private static readonly Message Stored = new(
        Guid.NewGuid(), Guid.NewGuid(), 1, 1, Guid.NewGuid(), false, Guid.NewGuid(), MessageType.Text, "Hello", null, null, default, null, null, MessageStatus.Sent, []);

    [Fact]
    public async Task A_keyed_send_is_repeated_once_when_the_cluster_moved()
    {
        var (conversation, calls) = Conversation(new ChatException(ChatError.Unavailable));

        Assert.Same(Stored, await conversation.PostRepeatablyAsync(Keyed("key")));
        Assert.Equal(2, calls());
    }

    [Fact]
    public async Task It_is_not_repeated_for_ever()
    {
        var (conversation, calls) = Conversation(new TimeoutException(), new ChatException(ChatError.Unavailable));

        await Assert.ThrowsAsync<ChatException>(() => conversation.PostRepeatablyAsync(Keyed("key")));
        Assert.Equal(2, calls());
    }

    [Fact]
    public async Task Without_a_key_it_is_never_repeated()
    {
        var (conversation, calls) = Conversation(new ChatException(ChatError.Unavailable));

        await Assert.ThrowsAsync<ChatException>(() => conversation.PostRepeatablyAsync(Keyed(null)));
        Assert.Equal(1, calls());
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        var (conversation, calls) = Conversation(new ChatException(ChatError.NotAMember));

        await Assert.ThrowsAsync<ChatException>(() => conversation.PostRepeatablyAsync(Keyed("key")));
        Assert.Equal(1, calls());
    }

    private static NewMessage Keyed(string? key) => new(Stored.SenderId, Stored.ReceiverId, MessageType.Text, "Hello", null, null, key, null);

    private static (IConversationGrain Conversation, Func<int> Calls) Conversation(params Exception[] refusals)
    {
        var conversation = DispatchProxy.Create<IConversationGrain, Refusing>();
        var refusing = (Refusing)(object)conversation;
        refusing.Refusals = new(refusals);
        return (conversation, () => refusing.Calls);
    }

    /// <summary>A conversation that refuses a few times before it stores.</summary>
    public class Refusing : DispatchProxy
    {
        public Queue<Exception> Refusals { get; set; } = new();

        public int Calls { get; private set; }

        protected override object Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Calls++;
            return Refusals.TryDequeue(out var refusal) ? Task.FromException<Message>(refusal) : Task.FromResult(Stored);
        }
    }
}
