using System.Collections.Frozen;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Contracts.Messenger;

/// <summary>What Messenger's clients may ask over a realtime connection (messenger.md, 8): the commands of all its areas. The same rules as over REST.</summary>
internal sealed partial class MessengerCommands(IEnumerable<IMessengerCommands> areas, ILogger<MessengerCommands> logger) : IContractCommands
{
    private readonly FrozenDictionary<string, MessengerCommand> _commands = areas.SelectMany(area => area.Commands).ToFrozenDictionary();
    private readonly FrozenSet<string> _transient = areas.SelectMany(area => area.Transient).ToFrozenSet();

    /// <inheritdoc/>
    public IReadOnlySet<string> Names => field ??= _commands.Keys.ToFrozenSet();

    /// <inheritdoc/>
    public Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            return _commands.TryGetValue(name, out var command)
                ? AnswerAsync(connection, name, command(connection, payload))
                : throw new ChatException("type", "is unknown.");
        }
#pragma warning disable CA1031 // A command's refusals become replies, bugs included.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Task.FromResult(Refused(connection, name, exception));
        }
    }

    /// <inheritdoc/>
    public CommandReply Refuse(Refusal refusal) => MessengerReply.Refused(MessengerErrors.Word(refusal).Error, request: null);

    /// <inheritdoc/>
    public bool IsTransient(string name) => _transient.Contains(name);

    private async Task<CommandReply> AnswerAsync(IRealtimeConnection connection, string name, Task<CommandReply> running)
    {
        try
        {
            return await running;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Refused(connection, name, exception);
        }
    }

    private CommandReply Refused(IRealtimeConnection connection, string name, Exception exception)
    {
        var refusal = Refusal.Of(exception);
        if (refusal.Http is HttpRefusal.Internal)
            LogBug(name, connection.Id, exception);
        return MessengerReply.Refused(MessengerErrors.Word(refusal).Error, _commands.ContainsKey(name) ? name : null);
    }

    [LoggerMessage(LogLevel.Error, "{Command} of connection {ConnectionId} failed")]
    private partial void LogBug(string command, Guid connectionId, Exception exception);
}
