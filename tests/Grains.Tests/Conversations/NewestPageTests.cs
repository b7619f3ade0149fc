using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Conversations;

/// <summary>The newest page is held in memory once it was read; it is what the store would answer all the same.</summary>
[Collection(ClusterCollection.Name)]
public sealed class NewestPageTests(ClusterFixture cluster) : IAsyncLifetime
{
    /// <summary>More than is held.</summary>
    private const int Messages = 100;

    private Guid _ann;
    private Guid _bob;
    private Guid _id;
    private IConversationGrain _group = null!;

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
        _id = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann, _bob);
        _group = cluster.Grains.GetGrain<IConversationGrain>(_id);
        for (var i = 1; i <= Messages; i++)
            await _group.PostAsync(People.Text(i % 2 == 0 ? _ann : _bob, $"{i}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Edits_reactions_and_deletions_are_in_it_as_soon_as_they_are_answered()
    {
        await ReadAsync(50);
        await _group.EditAsync(_ann, 98, "edited");
        await _group.ReactAsync(_ann, 97, "👍");
        await _group.ReactAsync(_bob, 97, "👍");
        await _group.DeleteAsync(_bob, 99);
        await _group.ReactAsync(_bob, 96, "👍");
        await _group.UnreactAsync(_bob, 96, "👍");

        var page = await ReadAsync(50);

        Assert.Equal(["100", "", "edited", "97"], page.Take(4).Select(message => message.Content));
        Assert.NotNull(page[1].DeletedAt);
        Assert.Equal([_ann, _bob], Assert.Single(page[3].Reactions).UserIds);
        Assert.Empty(page[4].Reactions);
        await IsAsStoredAsync(50);
    }

    [Fact]
    public async Task Receipts_are_in_it()
    {
        Assert.Equal(MessageStatus.Sent, (await ReadAsync(20))[0].Status);
        await _group.AcknowledgeAsync(_bob, Messages, ReceiptKind.Delivered);
        Assert.Equal(MessageStatus.Delivered, (await ReadAsync(20))[0].Status);
        await _group.AcknowledgeAsync(_bob, Messages, ReceiptKind.Seen);
        Assert.Equal(MessageStatus.Seen, (await ReadAsync(20))[0].Status);
    }

    [Fact]
    public async Task The_deletion_of_a_senders_account_is_in_it()
    {
        await ReadAsync(20);
        await cluster.Grains.GetGrain<IAccountGrain>(_bob).DeleteAsync();
        Assert.All(await ReadAsync(20), message => Assert.Equal(message.SenderId == _bob, message.SenderDeleted));
        await _group.ReactAsync(_ann, 99, "👍");
        Assert.All(await ReadAsync(20), message => Assert.Equal(message.SenderId == _bob, message.SenderDeleted));
    }

    [Fact]
    public async Task Who_left_reads_it_no_more()
    {
        var group = cluster.Grains.GetGrain<IGroupGrain>(_id);
        await _group.ReadAsync(_bob, new PageRequest(1, 20), null);
        await group.RemoveMemberAsync(_ann, _bob);
        await Refused.WithAsync(ChatError.NotAMember, () => _group.ReadAsync(_bob, new PageRequest(1, 20), null));
        await group.DeleteAsync(_ann);
        await Refused.WithAsync(ChatError.GroupNotFound, () => _group.ReadAsync(_ann, new PageRequest(1, 20), null));
    }

    [Fact]
    public async Task Pages_of_all_sizes_are_as_stored_whatever_is_held()
    {
        foreach (var limit in new[] { 1, 20, 64, 65, 200, 33 })
            await IsAsStoredAsync(limit);
        await _group.PostAsync(People.Text(_ann, "one more"));
        foreach (var limit in new[] { 200, 65, 64, 20, 1 })
            await IsAsStoredAsync(limit);
        await cluster.BeginAnewAsync(_group, () => _group.PostAsync(People.Text(_ann, "not stored")));
        foreach (var limit in new[] { 7, 64, 20 })
            await IsAsStoredAsync(limit);
    }

    private async Task<IReadOnlyList<Message>> ReadAsync(int limit, int number = 1) =>
        (await _group.ReadAsync(_ann, new PageRequest(number, limit), null)).Items;

    /// <summary>Reads every page of a size twice.</summary>
    private async Task IsAsStoredAsync(int limit)
    {
        var stored = await cluster.Service<IMessageReader>().RangeAsync(_id, 1, long.MaxValue);
        for (var again = 0; again < 2; again++)
        {
            var read = new List<Message>();
            for (var number = 1; read.Count < stored.Count; number++)
                read.AddRange(await ReadAsync(limit, number));
            Assert.Equal(stored.Reverse().Select(Flat), read.Select(message => (message.Sequence, message.Content, message.EditedAt, message.DeletedAt, Reactions(message))));
        }

        static (long, string, DateTimeOffset?, DateTimeOffset?, string) Flat(StoredMessage message) =>
            (message.Sequence, message.Content, message.EditedAt, message.DeletedAt, string.Join(' ', message.Reactions.Select(reaction => $"{reaction.Emoji}{reaction.UserId}")));

        static string Reactions(Message message) =>
            string.Join(' ', message.Reactions.SelectMany(reaction => reaction.UserIds.Select(user => $"{reaction.Emoji}{user}")));
    }
}
