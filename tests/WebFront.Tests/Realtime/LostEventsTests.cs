using Microsoft.Extensions.DependencyInjection;
using Orleans;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;
using OrleansChat.WebFront.Contracts.Social;
using OrleansChat.WebFront.Realtime;
using OrleansChat.WebFront.Tests.Testing;

namespace OrleansChat.WebFront.Tests.Realtime;

/// <summary>
/// A silo that dies between storing a message and telling of it leaves a message that nobody heard of. Here such a silo is what the
/// tests write into the store, and tell the front themselves.
/// </summary>
public sealed class LostEventsTests : IAsyncLifetime
{
    private readonly Guid _ann = Guid.NewGuid();
    private readonly Guid _bob = Guid.NewGuid();
    private ChatServer _server = null!;
    private RecordingConnection _device = null!;

    private Guid Conversation => ConversationId.Direct(_ann, _bob);

    private IGrainFactory Grains => _server.Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync()
    {
        _server = await ChatServer.StartAsync();
        _device = new RecordingConnection(SocialContract.Realtime(_server.Services), _bob);
        Assert.True(await _server.Services.GetRequiredService<ConnectionRegistry>().AddAsync(_device, default));
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_next_message_shows_that_one_was_lost_and_those_who_missed_it_come_back_for_it()
    {
        await StoreAsync(messages: 3);

        await TellAsync(1);
        await TellAsync(3);

        Assert.Equal(CloseReason.MissedEvents, await _device.Closed);
    }

    [Fact]
    public async Task When_silos_were_lost_the_lost_message_is_found_without_another()
    {
        await StoreAsync(messages: 2);
        await TellAsync(1);
        await _device.NextAsync();

        var directory = Grains.GetGrain<IFrontDirectoryGrain>(0);
        await directory.LeaveAsync(Assert.Single(await directory.ListAsync()).Id);

        Assert.Equal(CloseReason.MissedEvents, await _device.Closed);
    }

    [Fact]
    public async Task Only_what_was_stored_before_an_activation_began_may_be_lost_and_only_to_who_heard_less()
    {
        await StoreAsync(messages: 2);
        var conversation = Grains.GetGrain<IConversationGrain>(Conversation);

        Assert.Equal([_ann, _bob], await conversation.MissedSinceAsync(epoch: 1, sequence: 1, change: 0));
        Assert.Empty(await conversation.MissedSinceAsync(epoch: 1, sequence: 2, change: 0));
        Assert.Empty(await conversation.MissedSinceAsync(epoch: 1, sequence: 0, change: 0));
        Assert.Empty(await conversation.MissedSinceAsync(epoch: 2, sequence: 1, change: 0));
        Assert.Empty(await Grains.GetGrain<IConversationGrain>(Guid.NewGuid()).MissedSinceAsync(epoch: 1, sequence: 1, change: 0));
    }

    [Fact]
    public async Task What_a_living_activation_told_while_a_user_was_away_is_not_lost()
    {
        var (carol, dave) = await _server.RegisterTwoAsync();
        var posted = await carol.PostAsync("messages", new { content = "1", type = "TEXT", receiverId = dave.Id });
        var data = posted.Created().Data;
        for (var number = 2; number < 5; number++)
            (await carol.PostAsync("messages", new { content = $"{number}", type = "TEXT", receiverId = dave.Id })).Created();

        Assert.Empty(await Grains.GetGrain<IConversationGrain>(data.GetProperty("conversationId").GetGuid())
            .MissedSinceAsync(data.GetProperty("epoch").GetInt64(), sequence: 1, change: 0));
    }

    /// <summary>The front hears of a message of the conversation.</summary>
    private async Task TellAsync(long sequence)
    {
        var message = new Message(
            Guid.CreateVersion7(), Conversation, 1, sequence, _ann, false, _bob, MessageType.Text, $"{sequence}", null, null, TimeProvider.System.GetUtcNow(), null, null, MessageStatus.Sent, []);
        var front = Assert.Single(await Grains.GetGrain<IFrontDirectoryGrain>(0).ListAsync());
        await front.EarFor(Conversation).DeliverAsync([new Delivery(new MessagePosted(message), [_bob], null)], []);
    }

    /// <summary>What an activation that is gone has stored.</summary>
    private async Task StoreAsync(int messages)
    {
        var now = TimeProvider.System.GetUtcNow();
        await _server.Services.GetRequiredService<IConversationStore>().CreateAsync(new StoredConversation(Conversation, 0, 1, 1, null, null, null, 0, now, now)
        {
            Members = [new StoredMember(_ann, 0, now, 0, 0), new StoredMember(_bob, 0, now, 0, 0)],
        });
        var log = await _server.Services.GetRequiredService<IMessageLog>().OpenAsync(Conversation, default);
        for (var sequence = 1; sequence <= messages; sequence++)
            await log.AppendAsync(new StoredMessage(Guid.CreateVersion7(), Conversation, sequence, _ann, 0, $"{sequence}", null, null, now, null, null));
    }
}
