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
    public Task<CommandReply> ExecuteAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
        => Source.HasListeners()
            ? TraceAsync(connection, name, payload, cancellationToken)
            : BeginAsync(connection, name, payload, span: null, cancellationToken);

    /// <inheritdoc/>
    public CommandReply Refuse(ChatError error) => commands.Refuse(error);

    /// <inheritdoc/>
    public bool IsTransient(string name) => commands.IsTransient(name);

    /// <summary>Under a span of the command's own, which is none of what the caller does next.</summary>
    private Task<CommandReply> TraceAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, CancellationToken cancellationToken)
    {
        var callers = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = Source.StartActivity(Known(name), ActivityKind.Server)
                ?.SetTag("orleanschat.transport", connection.Transport).SetTag("orleanschat.command", Known(name));
            return BeginAsync(connection, name, payload, span, cancellationToken);
        }
        finally
        {
            Activity.Current = callers;
        }
    }

    private Task<CommandReply> BeginAsync(
        IRealtimeConnection connection, string name, ReadOnlySpan<byte> payload, Activity? span, CancellationToken cancellationToken)
    {
        var known = Known(name);
        var started = time.GetTimestamp();
        var transient = commands.IsTransient(name);
        if (admission.TryEnter(connection.User.UserId, transient) is not { } place)
        {
            using (span)
            {
                overload.Shed(Kind, transient);
                return Task.FromResult(Count(commands.Refuse(ChatError.Unavailable), span, known, started));
            }
        }

        Task<CommandReply> running;
        try
        {
            running = commands.ExecuteAsync(connection, name, payload, cancellationToken);
        }
        catch
        {
            place.Dispose();
            span?.Dispose();
            throw;
        }

        return AnswerAsync(running, place, span, known, started);
    }

    private async Task<CommandReply> AnswerAsync(
        Task<CommandReply> running, AdmissionControl.Place place, Activity? span, string known, long started)
    {
        using (span)
        {
            CommandReply reply;
            using (place)
                reply = await running;
            return Count(reply, span, known, started);
        }
    }

    private CommandReply Count(CommandReply reply, Activity? span, string known, long started)
    {
        span?.SetStatus(reply.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error, reply.Error?.Code);
        metrics.Commanded(known, reply.Succeeded, time.GetElapsedTime(started));
        return reply;
    }

    private string Known(string name) => commands.Names.Contains(name) ? name : Unknown;
}
