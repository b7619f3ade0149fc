using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Realtime;

namespace OrleansChat.WebFront.Http.Admission;

/// <summary>
/// A contract's commands, carried out while there is room and refused otherwise, whatever transport they came by. They never
/// wait here: a connection's commands would lose their order, and its own bound makes a client wait already.
/// </summary>
internal sealed class AdmittedCommands(IContractCommands commands, AdmissionControl admission, OverloadMetrics metrics) : IContractCommands
{
    private const string Kind = "command";

    /// <inheritdoc/>
    public IReadOnlySet<string> Names => commands.Names;

    /// <inheritdoc/>
    public Task<CommandReply> ExecuteAsync(IRealtimeConnection connection, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var transient = commands.IsTransient(name);
        if (admission.TryEnter(connection.User.UserId, transient) is { } place)
            return RunAsync(place, connection, name, payload, cancellationToken);
        metrics.Shed(Kind, transient);
        return Task.FromResult(commands.Refuse(ChatError.Unavailable));
    }

    /// <inheritdoc/>
    public CommandReply Refuse(ChatError error) => commands.Refuse(error);

    /// <inheritdoc/>
    public bool IsTransient(string name) => commands.IsTransient(name);

    private async Task<CommandReply> RunAsync(
        AdmissionControl.Place place, IRealtimeConnection connection, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using (place)
            return await commands.ExecuteAsync(connection, name, payload, cancellationToken);
    }
}
