using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Conversations;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Storage.Messages;

namespace OrleansChat.Grains.Tests.Cluster;

/// <summary>Accounts, conversations and messages that tests begin with.</summary>
internal static class People
{
    public const string Password = "Password123";

    public static NewAccount Someone()
    {
        var name = $"u{Guid.NewGuid():N}";
        return new NewAccount(name, $"{name}@example.com", Password);
    }

    /// <summary>A registered user's id.</summary>
    public static async Task<Guid> RegisterAsync(this IGrainFactory grains)
    {
        var id = Guid.CreateVersion7();
        await grains.GetGrain<IAccountGrain>(id).RegisterAsync(Someone());
        return id;
    }

    public static Task<Guid[]> RegisterAsync(this IGrainFactory grains, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => grains.RegisterAsync()));

    /// <summary>A group's id, its first member being the owner.</summary>
    public static async Task<Guid> CreateGroupAsync(this IGrainFactory grains, GroupType type, Guid owner, params Guid[] members)
    {
        var id = ConversationId.NewGroup();
        await grains.GetGrain<IGroupGrain>(id).CreateAsync(new NewGroup(owner, "A group", null, null, type));
        foreach (var member in members)
            await grains.GetGrain<IGroupGrain>(id).AddMemberAsync(owner, member, GroupRole.Member);
        return id;
    }

    public static NewMessage Text(Guid sender, string content, string? operation = null, Guid? connection = null, Guid? parent = null) =>
        new(sender, null, MessageType.Text, content, null, parent, operation, connection);

    public static Task<Message> PostToAsync(this IGrainFactory grains, Guid sender, Guid peer, string content, string? operation = null) =>
        grains.GetGrain<IConversationGrain>(ConversationId.Direct(sender, peer)).PostAsync(Text(sender, content, operation) with { PeerId = peer });
}

/// <summary>Things that happen to grains in the course of time.</summary>
internal static class Happenings
{
    /// <summary>
    /// Has a conversation lose its activation, as when it moves: another writer takes its next place, so that it notices,
    /// stops, and begins anew from what is stored.
    /// </summary>
    public static async Task BeginAnewAsync(this ClusterFixture cluster, IConversationGrain conversation, Func<Task> post)
    {
        var id = conversation.GetPrimaryKey();
        var log = await cluster.Service<IMessageLog>().OpenAsync(id);
        await log.AppendAsync(new StoredMessage(
            Guid.CreateVersion7(), id, log.Head + 1, Guid.NewGuid(), 0, "from elsewhere", null, null, DateTimeOffset.UnixEpoch, null, null));
        await Refused.WithAsync(ChatError.Unavailable, post);
    }
}
