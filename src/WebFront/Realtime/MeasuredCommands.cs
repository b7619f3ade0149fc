using System.Diagnostics;
using OrleansChat.Grains.Interfaces.Errors;

namespace OrleansChat.WebFront.Realtime;

/// <summary>A contract's commands, counted and traced. Each begins a trace of its own: a connection lives for days.</summary>
internal sealed class MeasuredCommands(IContractCommands commands, RealtimeMetrics metrics, TimeProvider time) : IContractCommands
{
    /// <summary>The source of the spans.</summary>
    public const string SourceName = "OrleansChat.Realtime";

    /// <summary>Stands for every name that the contract does not know: what clients call things is no label.</summary>
    private const string Unknown = "unknown";

    private static readonly ActivitySource Source = new(SourceName);

    /// <inheritdoc/>
    public IReadOnlySet<string> Names => commands.Names;

    /// <inheritdoc/>
    public async Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var known = commands.Names.Contains(name) ? name : Unknown;
        var started = time.GetTimestamp();
        using var span = Begin(known, connection);
        var reply = await commands.ExecuteAsync(connection, name, payload, cancellationToken);
        span?.SetStatus(reply.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, reply.Error?.Code);
        metrics.Commanded(known, reply.Succeeded, time.GetElapsedTime(started));
        return reply;
    }

    /// <inheritdoc/>
    public CommandReply Refuse(ChatError error) => commands.Refuse(error);

    /// <inheritdoc/>
    public bool IsTransient(string name) => commands.IsTransient(name);

    private static Activity? Begin(string name, IRealtimeConnection connection)
    {
        if (!Source.HasListeners())
            return null;
        Activity.Current = null;
        return Source.StartActivity(name, ActivityKind.Server)?.SetTag("orleanschat.transport", connection.Transport).SetTag("orleanschat.command", name);
    }
}
