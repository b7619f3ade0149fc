using Orleans;
using OrleansChat.Grains.Interfaces.Calls;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Paging;

namespace OrleansChat.Grains.Interfaces.Search;

/// <summary>Lists and searches that belong to no single grain, read from the store. A stateless worker, key 0.</summary>
[Alias("lookup-grain")]
public interface ILookupGrain : IGrainWithIntegerKey
{
    /// <summary>Where a message is; null when there is none. Says nothing about who may read it.</summary>
    [Alias("locate-message")]
    Task<MessageLocation?> LocateMessageAsync(Guid messageId);

    /// <summary>Messages that <paramref name="reader"/> may read and that contain all the words, newest first.</summary>
    [Alias("search-messages")]
    Task<Page<Message>> SearchMessagesAsync(Guid reader, string query, PageRequest page);

    /// <summary>Users whose name contains the query, by name, or whose e-mail address it is exactly.</summary>
    [Alias("search-users")]
    Task<Page<UserSummary>> SearchUsersAsync(string query, PageRequest page);

    /// <summary>The same, and users whose full name contains the query.</summary>
    [Alias("search-people")]
    Task<Page<UserSummary>> SearchPeopleAsync(string query, PageRequest page);

    /// <summary>The groups of a user, the one last joined first.</summary>
    [Alias("list-groups")]
    Task<Page<GroupSummary>> ListGroupsAsync(Guid userId, PageRequest page);

    /// <summary>The calls of a user, newest first.</summary>
    [Alias("list-calls")]
    Task<Page<Call>> ListCallsAsync(Guid userId, PageRequest page);
}

/// <summary>A user in a list.</summary>
[GenerateSerializer, Immutable, Alias("user-summary")]
public sealed record UserSummary(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Username,
    [property: Id(2)] string? Avatar,
    [property: Id(3)] string? FullName = null);
