using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Operations;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Tests.Cluster;
using OrleansChat.Storage.Search;

namespace OrleansChat.Grains.Tests.Search;

[Collection(ClusterCollection.Name)]
public sealed class LookupGrainTests(ClusterFixture cluster) : IAsyncLifetime
{
    private readonly string _word = $"w{Guid.NewGuid():N}";
    private Guid _ann;
    private Guid _bob;

    private ILookupGrain Lookup => cluster.Grains.GetGrain<ILookupGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var users = await cluster.Grains.RegisterAsync(2);
        (_ann, _bob) = (users[0], users[1]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_is_found_where_it_is()
    {
        var message = await cluster.Grains.PostToAsync(_ann, _bob, "Here");
        Assert.Equal(new MessageLocation(message.ConversationId, 1), await Lookup.LocateMessageAsync(message.Id));
        Assert.Null(await Lookup.LocateMessageAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Search_finds_what_the_reader_may_read_newest_first()
    {
        var carol = await cluster.Grains.RegisterAsync();
        var first = await cluster.Grains.PostToAsync(_ann, _bob, $"{_word} one");
        var group = await cluster.Grains.CreateGroupAsync(GroupType.Private, _ann);
        var second = await cluster.Grains.GetGrain<IConversationGrain>(group).PostAsync(People.Text(_ann, $"two {_word}"));
        await cluster.Grains.PostToAsync(_bob, carol, $"{_word} not Ann's");
        await cluster.Service<ISearchIndexer>().CatchUpAsync();

        var found = await Lookup.SearchMessagesAsync(_ann, _word, new PageRequest(1, 20));
        Assert.Equal([second.Id, first.Id], found.Items.Select(message => message.Id));
        Assert.Equal(2, found.Total);
        Assert.Equal(first, found.Items[1], MessageComparer.Instance);
        Assert.Equal(2, (await Lookup.SearchMessagesAsync(_bob, _word, new PageRequest(1, 20))).Total);
        Assert.Empty((await Lookup.SearchMessagesAsync(_ann, _word, new PageRequest(3, 1))).Items);
        Assert.Equal(first.Id, Assert.Single((await Lookup.SearchMessagesAsync(_ann, _word, PageRequest.At(1, 20))).Items).Id);
        Assert.Empty((await Lookup.SearchMessagesAsync(_ann, _word, PageRequest.At(int.MaxValue, 20))).Items);
    }

    [Fact]
    public async Task A_deleted_message_is_found_no_more()
    {
        var message = await cluster.Grains.PostToAsync(_ann, _bob, _word);
        await cluster.Service<ISearchIndexer>().CatchUpAsync();
        Assert.Equal(1, (await Lookup.SearchMessagesAsync(_ann, _word, new PageRequest(1, 20))).Total);
        await cluster.Grains.GetGrain<IConversationGrain>(message.ConversationId).DeleteAsync(_ann, 1);
        Assert.Equal(0, (await Lookup.SearchMessagesAsync(_ann, _word, new PageRequest(1, 20))).Total);
    }

    [Fact]
    public async Task A_query_or_page_that_cannot_be_is_refused()
    {
        await Refused.ForAsync("query", () => Lookup.SearchMessagesAsync(_ann, "  ", new PageRequest(1, 20)));
        await Refused.ForAsync("query", () => Lookup.SearchUsersAsync("", new PageRequest(1, 20)));
        await Refused.ForAsync("query", () => Lookup.SearchUsersAsync(new string('q', 201), new PageRequest(1, 20)));
        await Refused.ForAsync("page", () => Lookup.ListGroupsAsync(_ann, new PageRequest(0, 20)));
        await Refused.ForAsync("limit", () => Lookup.ListCallsAsync(_ann, new PageRequest(1, -1)));
    }

    [Fact]
    public Task The_database_answers() => cluster.Grains.GetGrain<IHealthGrain>(0).PingDatabaseAsync();
}
