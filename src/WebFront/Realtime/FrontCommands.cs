using System.Diagnostics;
using OrleansChat.Grains.Interfaces.Errors;
using OrleansChat.WebFront.Http.Admission;

namespace OrleansChat.WebFront.Realtime;

/// <summary>
/// A contract's commands as this front carries them out, whatever transport they came by: counted, traced, and only while there
/// is room with the grains. They never wait here: a connection's commands would lose their order, and its own bound makes a client
/// wait already. Each begins a trace of its own: a connection lives for days.
/// </summary>
internal sealed class FrontCommands(
    IContractCommands commands, AdmissionControl admission, OverloadMetrics overload, RealtimeMetrics metrics, TimeProvider time) : IContractCommands
{
    /// <summary>The source of the spans.</summary>
    public const string SourceName = "OrleansChat.Realtime";

    /// <summary>Stands for every name that the contract does not know: what clients call things is no label.</summary>
    private const string Unknown = "unknown";

    /// <summary>What is shed, as metrics name it.</summary>
    private const string Kind = "command";

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
        var transient = commands.IsTransient(name);
        CommandReply reply;
        if (admission.TryEnter(connection.User.UserId, transient) is { } place)
        {
            using (place)
                reply = await commands.ExecuteAsync(connection, name, payload, cancellationToken);
        }
        else
        {
            overload.Shed(Kind, transient);
            reply = commands.Refuse(ChatError.Unavailable);
        }

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
