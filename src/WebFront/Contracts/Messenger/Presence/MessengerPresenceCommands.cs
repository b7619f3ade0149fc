using System.Collections.Immutable;
using Orleans;
using OrleansChat.Grains.Interfaces.Accounts;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.Grains.Interfaces.Events;
using OrleansChat.Grains.Interfaces.Presence;
using OrleansChat.Grains.Interfaces.Relations;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger.Presence;

/// <summary>How a user is shown, and whose presence a connection is told (messenger.md, 8.2).</summary>
internal sealed class MessengerPresenceCommands(IGrainFactory grains, IConnectionRegistry registry) : IMessengerCommands
{
    private const string UserIds = "user_ids";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, MessengerCommand> Commands => new Dictionary<string, MessengerCommand>
    {
        ["presence_update"] = Update,
        ["subscribe_presence"] = Subscribe,
        ["unsubscribe_presence"] = Unsubscribe,
    };

    /// <inheritdoc/>
    public IReadOnlySet<string> Transient => new HashSet<string>();

    private Task<CommandReply> Update(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
        => UpdateAsync(connection, MessengerJson.Read<UpdateMessengerPresence>(payload));

    private Task<CommandReply> UpdateAsync(IRealtimeConnection connection, UpdateMessengerPresence request)
    {
        var status = Rules.Required("status", request.Status);

        // In order: what was chosen last holds.
        return connection.Order.WholeAsync(async () =>
        {
            await grains.GetGrain<IPresenceGrain>(connection.User.UserId).SetAsync(status, request.StatusMessage);
            registry.Choose(connection.User.UserId, status); // Should presence be lost with its silo, this front tells the next one.
            return MessengerReply.Done;
        });
    }

    private Task<CommandReply> Subscribe(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
        => SubscribeAsync(connection, Named(payload));

    /// <summary>
    /// Strangers are passed over in silence: whether they exist is not told. The answer for the others is an event each, as when they change.
    /// </summary>
    private async Task<CommandReply> SubscribeAsync(IRealtimeConnection connection, ImmutableArray<Guid> users)
    {
        var subscriptions = connection.State<MessengerSubscriptions>();
        subscriptions.Add(users);
        try
        {
            var visible = await grains.GetGrain<IRelationLookupGrain>(0).WatchedPresenceAsync(connection.User.UserId, users);
            foreach (var presence in visible)
                subscriptions.Answer(connection, presence.UserId, MessengerPresenceEvents.Encode(PresenceChanged.Of(presence))!);
            subscriptions.Remove(users.Except(visible.Select(presence => presence.UserId)));
        }
        catch
        {
            subscriptions.Remove(users);
            throw;
        }

        return MessengerReply.Done;
    }

    private Task<CommandReply> Unsubscribe(IRealtimeConnection connection, ReadOnlySpan<byte> payload)
    {
        connection.State<MessengerSubscriptions>().Remove(Named(payload));
        return Task.FromResult(MessengerReply.Done);
    }

    /// <summary>The users that a frame names; what is no user's id names nobody.</summary>
    private static ImmutableArray<Guid> Named(ReadOnlySpan<byte> payload)
    {
        var ids = MessengerJson.Read<MessengerUserReferences>(payload).UserIds;
        if (ids is not { Length: > 0 and <= PresenceLimits.Subscription })
            throw new ChatException(UserIds, $"must name 1 to {PresenceLimits.Subscription} users.");
        return [.. ids.Value.Select(id => MessengerId.Read(MessengerId.UserPrefix, id)).OfType<Guid>().Distinct()];
    }
}

/// <summary>Says how the user wants to be shown; a message that is not given stays as it is.</summary>
internal sealed record UpdateMessengerPresence(PresenceStatus? Status, Optional<string?> StatusMessage);

/// <summary>Names users.</summary>
internal sealed record MessengerUserReferences(ImmutableArray<string?>? UserIds);
