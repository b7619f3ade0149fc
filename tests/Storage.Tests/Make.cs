using OrleansChat.Storage.Conversations;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Storage.Tests;

/// <summary>Rows to store.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Noon = new(2030, 5, 17, 12, 0, 0, 123, 456, TimeSpan.Zero);

    public static StoredMessage Message(IConversationLog log, Guid conversationId, string content = "Hello!", Guid? sender = null, string? operationId = null) =>
        new(
            Guid.CreateVersion7(),
            conversationId,
            log.Head + 1,
            sender ?? Guid.NewGuid(),
            0,
            content,
            null,
            null,
            Noon.AddSeconds(log.Head),
            operationId,
            operationId is null ? null : 42);

    public static StoredMember Member(Guid userId, int role = 0, int joined = 0) => new(userId, role, Noon.AddMinutes(joined), 0, 0);

    public static StoredConversation Group(params Guid[] members) => Conversation(1, members);

    public static StoredConversation Direct(Guid one, Guid other) => Conversation(0, one, other);

    /// <summary>A group whose members are stored, and its open log.</summary>
    public static async Task<(StoredConversation Group, IConversationLog Log)> OpenGroupAsync(StoreUnderTest store, params Guid[] members)
    {
        var group = Group(members);
        await store.Conversations.CreateAsync(group);
        return (group, await store.Log.OpenAsync(group.Id));
    }

    private static StoredConversation Conversation(int kind, params Guid[] members) =>
        new(Guid.CreateVersion7(), kind, 7, 1, "Title", "About", null, 2, Noon, Noon) { Members = [.. members.Select((id, index) => Member(id, joined: index))] };
}
