using Orleans;
using Orleans.Concurrency;
using OrleansChat.Grains.Calls;
using OrleansChat.Grains.Conversations;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Paging;
using OrleansChat.Grains.Interfaces.Search;
using OrleansChat.Grains.Rules;
using OrleansChat.Storage.Accounts;
using OrleansChat.Storage.Calls;
using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Search;

/// <summary>Lists and searches, straight from the store; keeps nothing, so calls need not wait for each other.</summary>
[GrainType("lookup"), StatelessWorker, Reentrant]
internal sealed class LookupGrain(IMessageReader messages, IUserDirectory users, IConversationStore conversations, ICallStore calls)
    : Grain, ILookupGrain
{
    private const int QueryLength = 200;

    /// <inheritdoc/>
    public async Task<MessageLocation?> LocateMessageAsync(Guid messageId) =>
        await messages.LocateAsync(messageId) is { } place ? new MessageLocation(place.ConversationId, place.Sequence) : null;

    /// <inheritdoc/>
    public async Task<Page<Message>> SearchMessagesAsync(Guid reader, string query, PageRequest page)
    {
        Check(query, page);
        var found = await messages.SearchAsync(reader, query, page.Offset, page.Limit);
        var states = await LoadAsync(found.Items.Select(message => message.ConversationId).Distinct());

        // A conversation that was deleted in between is found no more.
        return new Page<Message>(
            [.. found.Items.Where(message => states.ContainsKey(message.ConversationId)).Select(message => message.ToMessage(states[message.ConversationId]))],
            found.Total);
    }

    /// <inheritdoc/>
    public async Task<Page<UserSummary>> SearchUsersAsync(string query, PageRequest page)
    {
        Check(query, page);
        return ToPage(await users.SearchAsync(query, page.Offset, page.Limit), Summary);
    }

    /// <inheritdoc/>
    public async Task<Page<UserSummary>> SearchPeopleAsync(string query, PageRequest page)
    {
        Check(query, page);
        return ToPage(await users.SearchPeopleAsync(query, page.Offset, page.Limit), Summary);
    }

    /// <inheritdoc/>
    public async Task<Page<GroupSummary>> ListGroupsAsync(Guid userId, PageRequest page)
    {
        PageRules.Check(page);
        var found = await conversations.ListGroupsAsync(userId, page.Offset, page.Limit);
        return ToPage(found, group => new GroupSummary(group.Id, group.Title ?? "", (GroupType)group.GroupType));
    }

    /// <inheritdoc/>
    public async Task<Page<Call>> ListCallsAsync(Guid userId, PageRequest page)
    {
        PageRules.Check(page);
        return ToPage(await calls.ListAsync(userId, page.Offset, page.Limit), CallMapping.ToCall);
    }

    private static UserSummary Summary(StoredUser user) => new(user.Id, user.Username, user.Avatar, user.FullName);

    private static Page<TItem> ToPage<TStored, TItem>(StoredPage<TStored> stored, Func<TStored, TItem> map) =>
        new([.. stored.Items.Select(map)], stored.Total);

    private static void Check(string query, PageRequest page)
    {
        PageRules.Check(page);
        TextRules.Check("query", query, 1, QueryLength);
        if (string.IsNullOrWhiteSpace(query))
            throw new ChatException("query", "Must not be blank.");
    }

    private async Task<Dictionary<Guid, ConversationState>> LoadAsync(IEnumerable<Guid> ids)
    {
        var loaded = await Task.WhenAll(ids.Select(id => conversations.LoadAsync(id)));
        return loaded.OfType<StoredConversation>().ToDictionary(stored => stored.Id, stored => new ConversationState(stored));
    }
}
